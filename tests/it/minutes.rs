//! From a run to the minutes: people, evidence, a person's conclusion, the list that comes back.

use std::fs;
use std::path::Path;
use std::process::Command;

use kiemtra::demo::Character;

use crate::support::{Running, World};

const CASE: &str = "tinh-mau@self-check";

const MINUTES: &str = "schema: kiemtra/minutes@1
number: \"5\"
place: Trung tâm Phục vụ hành chính công
grounds: [Kế hoạch số 7/KH-UBND]
participants:
  - {role: operator, name: Trần Thị B, position: Phó Giám đốc}
statement: [Đơn vị nhất trí với nội dung biên bản.]
deadlines:
  - {errors: [1], due: 2026-12-20, responsible: Phòng Hạ tầng số}
copies: 6
each: 2
";

/// A world with one run of the flawed portal, on a part of the profile that takes a moment.
fn inspected() -> (World, Running) {
    let world = World::new();
    let portal = Running::start(Character::Flawed);
    world.audit(&portal.system, &["--only", "tls.redirect*", "--only", "tls.versions"]);
    (world, portal)
}

fn ok(world: &World, arguments: &[&str]) -> String {
    let done = world.kiemtra(arguments);
    assert_eq!(done.code, 0, "{arguments:?}: {}{}", done.stdout, done.stderr);
    done.stdout + &done.stderr
}

fn minutes(world: &World, out: &str, more: &[&str]) -> String {
    ok(world, &[&["report", CASE, "--format", "pdf", "--out", out], more].concat());
    text(&world.path(out))
}

/// What the file says, in one line.
fn text(pdf: &Path) -> String {
    let output = Command::new("pdftotext").arg("-raw").arg(pdf).arg("-").output().expect("pdftotext (poppler-utils)");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("UTF-8").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_people_add_is_printed_and_the_rest_is_dotted() {
    let (world, _portal) = inspected();
    let bare = minutes(&world, "bare.pdf", &[]);
    assert!(bare.contains("Số: ....../BB-TKT") && bare.contains("Địa điểm: ....."), "{bare}");
    world.write("minutes.yaml", MINUTES);
    let told = minutes(&world, "told.pdf", &["--minutes", "minutes.yaml"]);
    for part in [
        "Số: 05/BB-TKT",
        "Địa điểm: Trung tâm Phục vụ hành chính công",
        "Căn cứ Kế hoạch số 7/KH-UBND.",
        "Trần Thị B, Phó Giám đốc",
        "Đơn vị nhất trí với nội dung biên bản.",
        "Hạn 20/12/2026",
        "được lập thành 06 bản có giá trị như nhau, mỗi bên giữ 02 bản",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    world.write("minutes.yaml", MINUTES.replace("operator", "operatro"));
    let done = world.kiemtra(&["report", CASE, "--format", "pdf", "--minutes", "minutes.yaml", "--lang", "en"]);
    assert!(done.code == 78 && done.stderr.contains("did you mean `operator`?"), "{}", done.stderr);
}

#[test]
fn the_evidence_has_one_identifier_from_the_draft_to_the_end_and_every_byte_of_it_counts() {
    let (world, _portal) = inspected();
    minutes(&world, "one.pdf", &["--evidence", "evidence"]);
    let told = minutes(&world, "two.pdf", &["--evidence", "evidence"]);
    let read = |name: &str| fs::read(world.path(name)).expect(name);
    assert!(read("one.pdf") == read("two.pdf"), "the same inputs, other bytes");
    let digest = Command::new("sha256sum").arg(world.path("evidence/manifest.json")).output().expect("sha256sum");
    let digest = String::from_utf8_lossy(&digest.stdout).chars().take(64).collect::<String>();
    assert!(told.matches(&digest).count() > 7, "on every page: {digest}");
    let inside = Command::new("pdfdetach")
        .args(["-savefile", "manifest.json", "-o"])
        .arg(world.path("inside.json"))
        .arg(world.path("one.pdf"))
        .output()
        .expect("pdfdetach (poppler-utils)");
    assert!(inside.status.success());
    assert!(read("inside.json") == read("evidence/manifest.json"));
    assert!(read("evidence/run.json") == read("out/run.json"));
    let fact =
        fs::read_dir(world.path("evidence/facts")).expect("facts").next().expect("a fact").expect("a fact").path();
    let whole = fs::read_to_string(&fact).expect("a fact");
    fs::write(&fact, whole.replacen('1', "2", 1)).expect("a file");
    let done = world.kiemtra(&["report", CASE, "--format", "pdf", "--evidence", "evidence", "--lang", "en"]);
    assert!(done.code == 77 && done.stderr.contains("is not the one that is listed"), "{}", done.stderr);
    fs::write(&fact, whole).expect("a file");
    minutes(&world, "three.pdf", &["--evidence", "evidence"]);
}

#[test]
fn a_person_concludes_one_run_and_a_later_run_is_proposed_anew() {
    let (world, portal) = inspected();
    assert!(minutes(&world, "draft.pdf", &[]).contains("Đề xuất kết luận:"));
    let who = ["--by", "Nguyễn Văn A", "--position", "Trưởng đoàn kiểm tra", "--number", "05/BB-ĐKT"];
    let conclude = |as_what: &str, more: &[&str]| {
        world.kiemtra(&[&["conclude", CASE, "--as", as_what, "--lang", "en"], &who[..], more].concat())
    };
    let refused = conclude("ready", &[]);
    assert!(refused.code == 65 && refused.stderr.contains("needs a reason"), "{}", refused.stderr);
    let set = conclude("ready-after", &["--reason", "Đã có phương án thay thế"]);
    assert_eq!(set.code, 0, "{}", set.stderr);
    let told = minutes(&world, "set.pdf", &[]);
    for part in [
        "Kết luận: Đủ điều kiện về an ninh mạng để kết nối sau khi khắc phục",
        "Người kết luận: Nguyễn Văn A, Trưởng đoàn kiểm tra",
        "(văn bản số 05/BB-ĐKT)",
        "Kết luận này khác với đề xuất của công cụ. Đề xuất kết luận:",
        "Lý do: Đã có phương án thay thế",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let page = ok(&world, &["report", CASE, "--format", "html"]);
    assert!(page.contains("Nguyễn Văn A") && !page.contains("Kết luận đề xuất"));
    assert!(ok(&world, &["ledger", "verify"]).contains("nguyên vẹn"));
    world.audit(&portal.system, &["--only", "tls.redirect*", "--only", "tls.versions"]);
    let later = minutes(&world, "later.pdf", &[]);
    assert!(later.contains("Đề xuất kết luận:") && !later.contains("Nguyễn Văn A"), "of the earlier run");
}

#[test]
fn the_list_goes_out_as_a_workbook_and_comes_back_with_claims_and_remarks() {
    let (world, _portal) = inspected();
    ok(&world, &["errors", "export", "errors.csv"]);
    let list = fs::read_to_string(world.path("errors.csv")).expect("a list");
    let mut lines: Vec<_> = list.split("\r\n").map(str::to_owned).collect();
    lines[1] = lines[1].replace("\"Mới ghi nhận\"", "\"Đã báo khắc phục, chờ phúc tra\"");
    let cut = lines[1].rfind("\"\"").expect("an empty remark");
    lines[1].replace_range(cut.., "\"Đã tắt TLS 1.0\"");
    let cut = lines[2].rfind("\"\"").expect("an empty remark");
    lines[2].replace_range(cut.., "\"Chờ kinh phí\"");
    world.write("errors.csv", lines.join("\r\n"));
    let by = ["errors", "import", "errors.csv", "--by", "Sở KHCN"];
    assert!(ok(&world, &[&by[..], &["--dry-run"]].concat()).contains("Sẽ ghi: 1 báo đã khắc phục, 1 ghi chú"));
    assert!(ok(&world, &by).contains("Đã ghi: 1 báo đã khắc phục, 1 ghi chú"));
    assert!(ok(&world, &by).contains("Đã ghi: 0 báo đã khắc phục, 0 ghi chú"), "once is enough");
    let shown = ok(&world, &["errors", "show", "1"]);
    assert!(shown.contains("báo đã khắc phục: Đã tắt TLS 1.0") && shown.contains("Sở KHCN"), "{shown}");
    assert!(ok(&world, &["errors", "show", "2"]).contains("ý kiến: Chờ kinh phí"));
    ok(&world, &["errors", "export", "errors.xlsx"]);
    assert!(ok(&world, &["errors", "import", "errors.xlsx", "--by", "Sở KHCN"]).contains("Đã ghi: 0 "));
    assert_eq!(world.kiemtra(&["errors", "export", "errors.pdf"]).code, 64);
    let done = world.kiemtra(&["errors", "import", "out/run.json", "--by", "x", "--lang", "en"]);
    assert!(done.code == 65 && done.stderr.contains("no head row"), "{}", done.stderr);
}
