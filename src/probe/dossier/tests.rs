//! A real server with faulty and sound look-ups, through the same door as in an inspection.

use serde_json::{Value, json};

use super::DossierProbe;
use crate::probe::Probe;
use crate::probe::scene::Scene;
use crate::probe::scripted::Scripted;

/// The server with its look-ups.
struct Server(Scripted);

impl Server {
    fn start() -> Self {
        Self(Scripted::python("peers/look_up_server.py"))
    }

    /// The fact about a site that is declared with these keys.
    async fn seen(&self, keys: &str) -> Value {
        let scene = Scene::new(&format!(
            "{{id: cong, kind: site, url: \"http://cong.test:{}/\", addresses: [127.0.0.1], plain_port: false, {keys}}}",
            self.0.port()
        ));
        let (seen, _) = scene.play_live(&DossierProbe).await;
        serde_json::to_value(DossierProbe.fact(&scene.target(), &seen)).expect("JSON")
    }

    async fn look_up(&self, path: &str) -> Value {
        let codes = "dossiers: [000.00.16.H40-261120-0001, 000.00.16.H40-261120-0002]";
        let fact = self.seen(&format!("look_up: {{path: '{path}', {codes}}}")).await;
        fact["look_ups"][0].clone()
    }
}

fn classes(look_up: &Value) -> Vec<&str> {
    let fields = look_up["personal"].as_array().expect("a list");
    fields.iter().filter_map(|field| field["class"].as_str()).collect()
}

#[tokio::test]
async fn a_look_up_that_tells_all_is_told_from_one_that_tells_progress() {
    let server = Server::start();
    for way in ["/leaky/table", "/leaky/list", "/leaky/json", "/leaky/lines"] {
        let seen = server.look_up(&format!("{way}?ma={{code}}")).await;
        assert_eq!(seen["shows"], true, "{way}: {seen}");
        assert_eq!((&seen["captcha"], &seen["held_up"]), (&json!(false), &json!(false)), "{way}: {seen}");
        for class in ["name", "phone", "address"] {
            assert!(classes(&seen).contains(&class), "{way}: {class}: {seen}");
        }
        let text = seen.to_string();
        assert!(!text.contains("Mai Thử Nghiệm") && !text.contains("0900000001"), "{text}");
    }
    for way in ["/sound/table", "/sound/json", "/sound/masked"] {
        let seen = server.look_up(&format!("{way}?ma={{code}}")).await;
        assert_eq!((&seen["shows"], classes(&seen).len()), (&json!(true), 0), "{way}: {seen}");
    }
}

#[tokio::test]
async fn what_hides_is_not_taken_for_what_shows() {
    let server = Server::start();
    let captcha = server.look_up("/captcha?ma={code}").await;
    assert_eq!((&captcha["shows"], &captcha["captcha"]), (&json!(false), &json!(true)), "{captcha}");
    let held = server.look_up("/held?ma={code}").await;
    assert_eq!((&held["shows"], &held["held_up"]), (&json!(true), &json!(true)), "{held}");
    let script = server.look_up("/script?ma={code}").await;
    assert_eq!(script["shows"]["unknown"]["reason"], "parse", "{script}");
    let wall = server.look_up("/wall?ma={code}").await;
    assert_eq!(wall["shows"], false, "{wall}");
    let down = server.look_up("/down?ma={code}").await;
    assert_eq!(down["shows"]["unknown"]["reason"], "inconsistent", "{down}");
}

#[tokio::test]
async fn files_are_opened_by_those_who_may_not() {
    let server = Server::start();
    let seen = server.look_up("/leaky/files?ma={code}").await;
    let opens: Vec<_> = seen["files"].as_array().expect("a list").iter().map(|file| file["opens"].clone()).collect();
    // In the order of their links: /tep/dong, /tep/mo.
    assert_eq!(opens, [json!(false), json!(true)], "{seen}");
    let fact = server
        .seen("attachments: [/tep/mo/1.pdf, /tep/dong/1.pdf, '/tep/trang?id=1', /tep/khong-co.pdf], results: ['/kq/3f2b8c1e9d4a4b6f8e210c5d7a9b1e34?expires=1']")
        .await;
    let opens: Vec<_> =
        fact["attachments"].as_array().expect("a list").iter().map(|own| own["opens"].clone()).collect();
    assert_eq!(opens, [json!(true), json!(false), json!(false), json!(false)], "{fact}");
    assert_eq!(fact["attachments"][0]["format"], "pdf");
    let result = &fact["results"][0];
    assert_eq!(
        (&result["opens"], &result["random_bits"], &result["expires"]),
        (&json!(true), &json!(122), &json!(true))
    );
    assert_eq!(fact["codes"], Value::Null);
}
