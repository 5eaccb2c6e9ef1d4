//! The page of the profiles.

use crate::check::Pack;
use crate::profile::Profile;
use crate::report::outline;
use crate::text::{Language, Text, text};

use super::Material;
use super::page::{Page, code, plain, value};

pub(super) fn page(material: &Material, language: Language) -> String {
    let title = Text::new("Hồ sơ kiểm tra", "Profiles");
    let about = Text::new(
        "Hồ sơ chọn tiêu chí, đặt tham số và quy tắc kết nối cho một mục đích. Hồ sơ riêng kế thừa hồ sơ có sẵn và ghim phiên bản, mã băm của nó; lược đồ của tệp: `kiemtra schema profile`.",
        "A profile selects checks, sets parameters and the gate rule for one purpose. Your own profile extends a built-in one and pins its version and digest; the schema of the file: `kiemtra schema profile`.",
    );
    let mut page = Page::new(language, &title, &about);
    for profile in &material.profiles {
        one(&mut page, profile, &material.pack);
    }
    page.finish()
}

fn one(page: &mut Page, profile: &Profile, pack: &Pack) {
    let (id, version, digest, regime) = (&profile.id, &profile.version, profile.digest, &profile.regime);
    page.anchored(2, id, &format!("{} ({})", plain(page.say(&profile.title)), code(id)));
    page.paragraph(&profile.purpose);
    let blocking = profile.choices.values().filter(|choice| choice.blocking).count();
    let number = profile.choices.len();
    let lines = text!(
        "- Phiên bản: {version}\n- Mã băm: `{digest}`\n- Bộ căn cứ: [{regime}](law.md#{regime})\n- Tiêu chí: {number}, trong đó {blocking} tiêu chí chặn kết nối\n",
        "- Version: {version}\n- Digest: `{digest}`\n- Law regime: [{regime}](law.md#{regime})\n- Checks: {number}, of which {blocking} block the connection\n"
    );
    page.raw(lines.in_language(page.language));
    if !profile.requires.is_empty() {
        let kinds: Vec<_> = profile.requires.iter().map(|kind| page.say(&kind.text()).to_owned()).collect();
        let label = page.pick("Khai báo phải có", "The declaration must have");
        page.raw(&format!("- {label}: {}\n", kinds.join(", ")));
    }
    page.raw("\n");
    gate(page, profile);
    parties(page, profile);
    minutes(page, profile);
    if !profile.deviations.is_empty() {
        deviations(page, profile);
    }
    choices(page, profile, pack);
}

fn gate(page: &mut Page, profile: &Profile) {
    let gate = profile.gate;
    let (age, waiver, passes, hours) =
        (gate.max_fact_age_hours, gate.waiver_max_days, gate.passes_to_verify, gate.hours_between_passes);
    page.labelled(
        page.pick("Quy tắc", "Rules"),
        &text!(
            "Dữ kiện quá {age} giờ không dùng để quyết định kết nối. Chấp nhận tạm kéo dài nhiều nhất {waiver} ngày. Lỗi coi là đã khắc phục sau {passes} lượt đạt cách nhau {hours} giờ kể từ khi báo, hoặc một lượt phúc tra đạt.",
            "Facts older than {age} hours carry no decision to connect. A waiver runs {waiver} days at most. An error counts as fixed after {passes} passes {hours} hours apart since the claim, or one re-inspection that passes."
        ),
    );
}

fn parties(page: &mut Page, profile: &Profile) {
    let rows: Vec<_> = profile
        .roles
        .iter()
        .map(|role| {
            let name = role.name.as_ref().map_or("", |name| page.say(name));
            let signature = role.signature.as_ref().map_or("-", |signature| page.say(signature));
            vec![code(&role.key), plain(page.say(&role.title)), plain(name), plain(signature)]
        })
        .collect();
    let head = [
        page.pick("Vai trò", "Role"),
        page.pick("Là ai", "Who"),
        page.pick("Cơ quan", "Body"),
        page.pick("Khối chữ ký", "Signature block"),
    ];
    page.table(&head, rows);
}

/// The letterhead, and the parts of the minutes in their order, each by its word in `report:` and its heading.
fn minutes(page: &mut Page, profile: &Profile) {
    let texts = &profile.report;
    let (parent, issuer) = (plain(page.say(&texts.parent)), plain(page.say(&texts.issuer)));
    let (symbol, copies) = (code(&texts.symbol), texts.copies);
    let outline = outline(profile);
    let parts: Vec<_> = outline
        .parts
        .iter()
        .map(|(part, title)| format!("{} ({})", plain(page.say(title)), code(part.word())))
        .collect();
    let (copied, ordered) = (page.pick("Số bản", "Copies"), page.pick("Các phần", "Parts"));
    let items = [
        format!("{parent} / {issuer}, {symbol}"),
        format!("{copied}: {copies}"),
        format!("{ordered}: {}", parts.join("; ")),
    ];
    page.list(page.pick("Biên bản", "Minutes"), &items);
}

fn deviations(page: &mut Page, profile: &Profile) {
    let items: Vec<_> = profile
        .deviations
        .iter()
        .map(|own| {
            let (what, why) = (page.say(&own.what), page.say(&own.reason));
            format!("{}: {}; {} ({})", code(&own.check), plain(what), plain(why), plain(&own.decided_by))
        })
        .collect();
    page.list(page.pick("Nới lỏng so với tiêu chí gốc", "Loosened"), &items);
}

fn choices(page: &mut Page, profile: &Profile, pack: &Pack) {
    let head = [
        page.pick("Tiêu chí", "Check"),
        page.pick("Mức độ", "Severity"),
        page.pick("Chặn kết nối", "Blocks"),
        page.pick("Tham số khác mặc định", "Parameters other than the default"),
    ];
    let rows: Vec<_> = profile
        .choices
        .iter()
        .map(|(id, choice)| {
            let standard = pack.checks.get(id).map(|check| &check.parameters);
            let changed = choice.parameters.iter().filter(|(name, own)| {
                standard.and_then(|all| all.get(*name)).is_none_or(|parameter| parameter.default != **own)
            });
            let changed: Vec<_> = changed.map(|(name, own)| code(&format!("{name} = {}", value(own)))).collect();
            vec![
                format!("[{}](checks.md#{id})", code(id)),
                page.say(&choice.severity.text()).to_owned(),
                page.yes_or_no(choice.blocking).to_owned(),
                changed.join(", "),
            ]
        })
        .collect();
    page.table(&head, rows);
}
