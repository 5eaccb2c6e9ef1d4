//! `kiemtra link show` and the report: what was brought in of a link is seen, and what nobody saw is never up.

use std::fs;

use crate::support::{Declaration, NAME, World};

#[test]
fn a_link_is_shown_as_a_screen_as_data_and_as_a_picture() {
    let world = World::new();
    let link = format!(
        "id: truc, kind: link, url: \"https://{NAME}:8443/\", addresses: [127.0.0.1], plain_port: false, watch: {{}}"
    );
    let system = Declaration::new("127.0.0.1:53").subject(&link).port(8443).write(&world).display().to_string();
    let none = world.kiemtra(&["link", "show", &system, "--lang", "en"]);
    assert!(none.code != 0 && none.stderr.contains("link watch"), "{}", none.stderr);

    let now = jiff::Timestamp::now();
    let before = |hours: i64| now.checked_sub(jiff::SignedDuration::from_hours(hours)).expect("a time");
    let list = format!("from,to,kind\n{},{},cong\n", before(30), before(28));
    let list = world.write("list.csv", &list).display().to_string();
    let map = format!(
        "fields: {{from: from, to: to, kind: kind}}\nkinds: {{cong: gateway-status}}\nwindow: {{from: '{}', to: '{}'}}\n",
        before(72),
        before(1)
    );
    let map = world.write("map.yaml", &map).display().to_string();
    let words =
        ["link", "import", &system, &list, "--as", "outages", "--hop", "http", "--source", "far", "--map", &map];
    let stored = world.kiemtra(&words);
    assert_eq!(stored.code, 0, "{}", stored.stderr);

    let picture = world.path("link.svg").display().to_string();
    let drawn = world.kiemtra(&["link", "show", &system, "--svg", &picture, "--lang", "en"]);
    assert_eq!(drawn.code, 0, "{}", drawn.stderr);
    let svg = fs::read_to_string(&picture).expect("a picture");
    assert!(svg.starts_with("<?xml") && svg.contains("Availability by day"), "{svg}");
    let screen = world.kiemtra(&["link", "show", &system, "--lang", "en"]);
    assert_eq!(screen.code, 0, "{}", screen.stderr);
    for told in ["far side", "gateway error", "Unknown for", "not law"] {
        assert!(screen.stdout.contains(told), "{told} is missing: {}", screen.stdout);
    }
    let data = world.kiemtra(&["link", "show", &system, "--json"]);
    let data: serde_json::Value = serde_json::from_str(&data.stdout).expect("JSON");
    let week = &data["truc"]["hops"][0]["windows"]["week"]["net"];
    assert_eq!(week["down_s"], 7_200, "{week}");
    // Three days of seven were told of: the rest is unknown, neither up nor down.
    assert!(week["unknown_s"].as_i64().is_some_and(|unknown| unknown > 4 * 86_400 - 60), "{week}");
    let unknown = world.kiemtra(&["link", "show", &system, "--hop", "htp", "--lang", "en"]);
    assert!(unknown.code == 64 && unknown.stderr.contains("there is no hop `htp`"), "{}", unknown.stderr);
}
