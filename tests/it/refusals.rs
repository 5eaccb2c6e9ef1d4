//! What a newcomer meets who makes a mistake: a sentence in the own language, a code, a place, a
//! next step, and an exit code that a script can tell apart. Nothing is sent and nothing recorded.

use std::fs;
use std::time::Duration;

use crate::support::{Counter, Declaration, Done, NAME, SilentResolver, World, free_ports};

/// Arguments, the exit code, the words in both languages, and words of both.
type Case<'a> = (&'a [&'a str], i32, [&'a str; 2], &'a [&'a str]);

/// Both languages, which must refuse alike.
const LANGUAGES: [&str; 2] = ["vi", "en"];
/// What reading a hostile file may take on a busy machine; one that is expanded or searched again and again takes minutes.
const LONGEST: Duration = Duration::from_secs(30);

/// Runs in both languages; each must end in the code and say its words on standard error alone.
fn refused(world: &World, arguments: &[&str], code: i32, words: [&str; 2], more: &[&str]) -> Vec<Done> {
    let run = |(language, words): (&str, &str)| {
        let done = world.kiemtra(&[arguments, &["--lang", language]].concat());
        assert_eq!(done.code, code, "{arguments:?} {}", done.stderr);
        assert!(done.stdout.is_empty(), "{arguments:?} {}", done.stdout);
        for words in more.iter().chain([&words]) {
            assert!(done.stderr.contains(words), "{arguments:?}: `{words}` is not in\n{}", done.stderr);
        }
        assert!(!done.stderr.contains("panicked") && !world.ledger().exists(), "{}", done.stderr);
        done
    };
    LANGUAGES.into_iter().zip(words).map(run).collect()
}

/// A declaration of one site, and a listener at its port that counts who comes.
fn site() -> (Declaration, Counter) {
    let listener = Counter::alone("127.0.0.1");
    (Declaration::new(SilentResolver::start()).site(listener.port, None), listener)
}

#[test]
fn a_misspelt_key_is_shown_with_its_place_and_the_right_one() {
    let (world, (declaration, listener)) = (World::new(), site());
    let text = declaration.text().replace("plain_port", "plain_prot");
    let column = text.lines().nth(4).and_then(|line| line.find("plain_prot")).expect("the key in line 5") + 1;
    world.write("system.yaml", text);
    let place = format!("system.yaml:5:{column}");
    for verb in ["audit", "plan", "doctor"] {
        refused(
            &world,
            &[verb, "system.yaml"],
            78,
            ["khóa `plain_prot` không được dùng ở đây", "unknown key `plain_prot`"],
            &["K-YAML-020", &place, "`plain_port`", "^^^^^^^^^^"],
        );
    }
    assert_eq!(listener.accepted(), 0);
}

#[test]
fn a_missing_file_names_the_verb_that_writes_one() {
    let world = World::new();
    let words = ["không đọc được tệp `khong-co.yaml`", "cannot read file `khong-co.yaml`"];
    refused(&world, &["audit", "khong-co.yaml"], 78, words, &["K-FILE-001", "kiemtra init"]);
}

#[test]
fn every_mistake_of_a_file_is_told_at_once() {
    let (world, (declaration, _)) = (World::new(), site());
    let text = declaration.text();
    let text =
        text.replace("plain_port", "plain_prot").replace("127.0.0.1/32", "127.0.0.1/99").replace("2199-", "2199x");
    world.write("system.yaml", text);
    let done = world.kiemtra(&["plan", "system.yaml", "--lang", "en"]);
    assert_eq!(done.code, 78);
    for code in ["K-YAML-020", "K-SYS-010", "K-YAML-0"] {
        assert!(done.stderr.contains(code), "{code}: {}", done.stderr);
    }
    assert!(done.stderr.contains("the files have 3 problems"), "{}", done.stderr);
}

#[test]
fn outside_the_window_of_the_authorisation_nothing_is_sent() {
    let (declaration, listener) = site();
    let cases = [
        ("2020-01-01T00:00:00+07:00", "2021-01-01T00:00:00+07:00", ["đã hết hạn", "has expired"]),
        ("2190-01-01T00:00:00+07:00", "2191-01-01T00:00:00+07:00", ["chưa có hiệu lực", "is not open yet"]),
    ];
    for (from, until, words) in cases {
        let world = World::new();
        declaration.clone().window(from, until).write(&world);
        for verb in ["audit", "plan", "doctor"] {
            let all = refused(&world, &[verb, "system.yaml"], 77, words, &["K-AUT-001", "01/GP-THU", "+07:00"]);
            assert!(all[0].stderr.contains("Không gửi gì") && all[1].stderr.contains("Nothing was sent"));
        }
    }
    assert_eq!(listener.accepted(), 0);
}

#[test]
fn a_subject_outside_the_scope_is_refused_before_anything_is_sent() {
    let (declaration, listener) = site();
    let port = listener.port;
    let name = "tên `cong.ngoai.vn` của đối tượng `cong` nằm ngoài phạm vi".to_owned();
    let cases = [
        (
            declaration.text().replace(&format!("ports: [{port}]"), "ports: [443]"),
            [format!("cổng {port}"), format!("port {port}")],
            "scope.ports",
        ),
        (
            declaration.text().replace("networks: [127.0.0.1/32]", "networks: [192.0.2.0/24]"),
            ["địa chỉ 127.0.0.1".into(), "address 127.0.0.1".into()],
            "scope.networks",
        ),
        (
            declaration.text().replace(NAME, "cong.ngoai.vn"),
            [name, "name `cong.ngoai.vn` of subject `cong`".into()],
            "scope.names",
        ),
    ];
    for (text, [vi, en], key) in &cases {
        let world = World::new();
        world.write("system.yaml", text);
        for verb in ["audit", "plan"] {
            refused(&world, &[verb, "system.yaml"], 77, [vi, en], &["K-SCO-001", "system.yaml:5:5", key]);
        }
    }
    assert_eq!(listener.accepted(), 0);
}

#[test]
fn a_host_that_refuses_is_an_incomplete_run_that_says_where_it_stopped() {
    let world = World::new();
    let [port] = free_ports();
    let system = Declaration::new(SilentResolver::start()).site(port, None).write(&world);
    let (done, document) = world.audit(&system, &["--only", "tls.*", "--only", "web.*", "--only", "crt.*"]);
    assert_eq!(done.code, 3);
    for check in ["tls.versions", "web.csp", "crt.path"] {
        assert_eq!(document.outcome(check, "cong"), "undetermined", "{check}");
        assert_eq!(document.reasons(check, "cong"), ["refused"].into(), "{check}");
    }
    let message = &document.of("web.csp", "cong")[0]["message"];
    assert!(
        message["en"].as_str().is_some_and(|text| text.contains("tcp: the port is closed") && text.contains(" ms)")),
        "{message}"
    );
    assert!(message["vi"].as_str().is_some_and(|text| text.contains("cổng đóng")), "{message}");
    assert!(document.with_outcome("fail", &["tls.", "web.", "crt."]).iter().all(|check| check == "crt.caa"));
}

#[test]
fn unknown_names_are_answered_with_the_nearest_known_one() {
    let (world, (declaration, _)) = (World::new(), site());
    declaration.write(&world);
    let cases: [Case<'_>; 6] = [
        (
            &["audit", "system.yaml", "--profile", "self-chek"],
            78,
            ["không có hồ sơ `self-chek`", "no profile `self-chek`"],
            &["K-PRF-002", "`self-check`"],
        ),
        (&["profiles", "explain", "self-chek"], 78, ["không có hồ sơ", "no profile"], &["`self-check`"]),
        (
            &["checks", "explain", "tls.version"],
            64,
            ["không có tiêu chí `tls.version`", "no check `tls.version`"],
            &["K-USE-004", "`tls.versions`"],
        ),
        (&["probes", "explain", "tl"], 64, ["không có bộ dò `tl`", "no probe `tl`"], &["K-USE-005", "`tls`"]),
        (&["audti"], 64, ["không có lệnh `audti`", "no command `audti`"], &["K-USE-001", "`audit`"]),
        (
            &["audit", "system.yaml", "--only", "tlz.*"],
            64,
            ["không tiêu chí nào", "no check of the profile matches"],
            &["K-USE-002", "`tlz.*`"],
        ),
    ];
    for (arguments, code, words, more) in cases {
        refused(&world, arguments, code, words, more);
    }
}

#[test]
fn bad_usage_is_64_and_never_reads_as_critical() {
    let world = World::new();
    let cases: [(&[&str], [&str; 2]); 5] = [
        (&["audit"], ["thiếu <SYSTEM>", "<SYSTEM> is missing"]),
        (&["--khong-co"], ["không có tham số", "there is no argument"]),
        (&["audit", "x.yaml", "--kind", "foo"], ["dùng được: self", "known: self"]),
        (&["report", "run.json", "--format", "odt"], ["`odt` không dùng được", "`odt` is no value"]),
        (&["errors", "show", "ba"], ["`ba` không dùng được", "`ba` is no value"]),
    ];
    for (arguments, words) in cases {
        refused(&world, arguments, 64, words, &["K-USE-001", "kiemtra --help"]);
    }
}

#[test]
fn init_writes_a_declaration_that_loads_and_never_overwrites() {
    let world = World::new();
    assert_eq!(world.kiemtra(&["init", "moi.yaml"]).code, 0);
    let written = fs::read_to_string(world.path("moi.yaml")).expect("the file");
    assert!(written.contains("schema: kiemtra/system@1") && written.contains("SỬA"));
    let plan = world.kiemtra(&["plan", "moi.yaml"]);
    assert_eq!(plan.code, 0, "{}", plan.stderr);
    let words = ["đã có, không ghi đè", "exists and is not overwritten"];
    refused(&world, &["init", "moi.yaml"], 64, words, &["K-USE-007", "kiemtra init"]);
    assert_eq!(fs::read_to_string(world.path("moi.yaml")).expect("the file"), written);
}

#[test]
fn a_file_that_is_no_run_is_65() {
    let world = World::new();
    world.write("hong.json", "{");
    world.write("khac.json", "{\"schema\": \"khac@1\"}");
    world.write("nhi-phan.json", [0xff, 0xfe, 0x00, 0x80]);
    for file in ["hong.json", "khac.json", "nhi-phan.json"] {
        let words = ["không phải tệp run.json hợp lệ", "not a valid run.json"];
        refused(&world, &["judge", file], 65, words, &["K-DAT-001", file]);
        refused(&world, &["report", file, "--format", "markdown"], 65, words, &["K-DAT-001", file]);
    }
    refused(
        &world,
        &["errors", "list"],
        65,
        ["chưa có sổ theo dõi", "there is no ledger"],
        &["K-LED-003", "kiemtra audit"],
    );
}

#[test]
fn hostile_yaml_is_refused_at_once() {
    let bomb = (0..9).fold("a0: &a0 [x, x]\n".to_owned(), |text, n| {
        let next = n + 1;
        let lists = vec![format!("*a{n}"); 9].join(", ");
        format!("{text}a{next}: &a{next} [{lists}]\n")
    });
    let cases = [
        ("bomb", bomb, "K-YAML-012"),
        ("deep-flow", format!("a: {}{}", "[".repeat(5000), "]".repeat(5000)), "nested deeper than 32 levels"),
        ("deep-block", (0..400).map(|n| format!("{}a:\n", " ".repeat(n))).collect(), "nested deeper than 32 levels"),
        ("duplicate", "schema: kiemtra/system@1\nid: a\nid: b\n".to_owned(), "K-YAML-010"),
        ("merge", "<<: {a: 1}\nschema: kiemtra/system@1\n".to_owned(), "K-YAML-008"),
        ("two", "a: 1\n---\nb: 2\n".to_owned(), "K-YAML-005"),
        ("large", format!("a: {}\n", "x".repeat(2 << 20)), "K-YAML-002"),
        ("tag", "a: !!python/object:os.system x\n".to_owned(), "K-YAML-0"),
        ("empty", String::new(), "K-YAML-004"),
        ("syntax", "a: [1, 2\nb: 3\n".to_owned(), "syntax.yaml:2:2"),
    ];
    let world = World::new();
    for (name, text, words) in cases {
        let path = world.write(&format!("{name}.yaml"), text);
        for arguments in [vec!["plan"], vec!["checks", "lint"], vec!["audit"]] {
            let file = format!("{name}.yaml");
            let done = world.kiemtra(&[&arguments[..], &[&file, "--lang", "en"]].concat());
            assert_eq!(done.code, 78, "{name}: {}", done.stderr);
            assert!(done.stderr.contains(words) && done.stderr.contains(&file), "{name}: {}", done.stderr);
            assert!(done.stderr.len() < 4000, "{name}: {} bytes", done.stderr.len());
            assert!(done.took < LONGEST && done.peak_kib < 100 << 10, "{name}: {:?} {}", done.took, done.peak_kib);
        }
        assert!(path.exists());
    }
}

#[test]
fn a_file_that_says_nothing_but_garbage_is_no_crash() {
    let world = World::new();
    world.write("binary.yaml", [0xff, 0xfe, 0x00, 0x13, 0x37]);
    refused(&world, &["plan", "binary.yaml"], 78, ["không phải UTF-8", "is not UTF-8"], &["K-YAML-003"]);
    refused(&world, &["plan", "."], 78, ["không đọc được", "cannot read"], &["K-FILE-001"]);
}
