//! A real Chromium that is given pages by the test.

use super::*;

fn answer(kind: &str, body: &str) -> Option<Response> {
    let headers = vec![("content-type".to_owned(), kind.to_owned())];
    Some(Response { headers, body: body.as_bytes().to_vec(), ..Response::empty(200) })
}

/// Pages by address, and what was asked for.
struct World {
    answer: fn(&str) -> Option<Response>,
    asked: Vec<String>,
}

impl Fetch for World {
    fn fetch<'a>(&'a mut self, address: &'a str) -> Pin<Box<dyn Future<Output = Option<Response>> + Send + 'a>> {
        self.asked.push(address.to_owned());
        Box::pin(std::future::ready((self.answer)(address)))
    }
}

/// A browser; `None` where the machine has none and need not.
#[expect(clippy::print_stderr, clippy::disallowed_methods, reason = "says that nothing was tested")]
fn browser(mark: &str) -> Option<Browser> {
    match Browser::start(mark) {
        Ok(browser) => Some(browser),
        Err(why) if std::env::var_os("KIEMTRA_REQUIRE_PEERS").is_none() => {
            eprintln!("skipped: {}", why.en);
            None
        }
        Err(why) => panic!("{}", why.en),
    }
}

#[tokio::test]
async fn a_page_that_a_script_builds_is_seen_and_nothing_else_is_reached() {
    let Some(mut browser) = browser("test-built") else { return };
    let answer_to = |url: &str| match url {
        "https://cong.test/" => answer(
            "text/html; charset=utf-8",
            "<!doctype html><div id=a></div><img src=/anh.png><script src=/ung-dung.js></script>",
        ),
        "https://cong.test/ung-dung.js" => answer(
            "application/javascript",
            "fetch('/du-lieu').then(r => r.json()).then(d => { document.getElementById('a').textContent = d.ten; }); \
                 fetch('/xoa', {method: 'POST'}); try { new WebSocket('wss://cong.test/ws'); } catch (e) {} alert('x');",
        ),
        "https://cong.test/du-lieu" => answer("application/json", "{\"ten\": \"Xin chào\"}"),
        _ => None,
    };
    let mut world = World { answer: answer_to, asked: Vec::new() };
    let rendered = browser.render("https://cong.test/", &mut world).await.expect("a page");
    assert!(rendered.html.contains("Xin chào"), "{}", rendered.html);
    assert_eq!((rendered.requests, rendered.refused >= 2), (3, true), "{rendered:?}");
    let asked = world.asked;
    assert!(!asked.iter().any(|url| url.contains("xoa") || url.contains("anh.png")), "{asked:?}");
    // The next page knows nothing of the one before, and an endless one comes to an end.
    let mut world = World { answer: |_| answer("text/html", "<p>hai</p><script>for(;;);</script>"), asked: Vec::new() };
    assert!(browser.render("https://cong.test/hai", &mut world).await.is_err());
}
