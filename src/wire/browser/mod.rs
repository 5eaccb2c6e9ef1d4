//! Pages that scripts build, as a browser shows them.
//!
//! The browser has no network: each of its requests is handed over, asked through the one door by whoever renders,
//! and its answer handed back. Requests that do more than read, or leave the site, are refused.

mod pipe;
mod render;
mod start;
#[cfg(test)]
mod tests;

use std::pin::Pin;
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::{Value, json};
use tokio::process::Child;
use tokio::time::Instant;

use super::http::Response;
use crate::text::{Text, text};
use pipe::{Pipe, Silence};
pub(super) use render::Shelf;
use start::Folder;

/// How long a page is waited for after it last did something.
const CALM: Duration = Duration::from_millis(700);
/// How long one page may take, our own requests aside.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most requests of one page.
const MOST_REQUESTS: usize = 60;
/// What a page may ask for: what its text can depend on.
const ASKED: &[&str] = &["Document", "Script", "XHR", "Fetch", "Stylesheet"];
/// Headers that speak of how the answer was sent and not of what it is.
const TRANSPORT: &[&str] = &["content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive"];
/// Gives the page as it stands, what shadow roots and frames of the same site hold included.
const READ: &str = "(() => { const parts = [document.documentElement ? document.documentElement.outerHTML : '']; \
    for (const e of document.querySelectorAll('*')) { if (e.shadowRoot) parts.push(e.shadowRoot.innerHTML); } \
    for (const f of document.querySelectorAll('iframe')) { try { parts.push(f.contentDocument.documentElement.outerHTML); } catch (_) {} } \
    return parts.join('\\n'); })()";

/// Asks for what a page asks for.
pub(super) trait Fetch: Send {
    /// The answer to a GET of an address; `None` where it is refused.
    fn fetch<'a>(&'a mut self, address: &'a str) -> Pin<Box<dyn Future<Output = Option<Response>> + Send + 'a>>;
}

/// A page as the browser shows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Rendered {
    /// Its HTML.
    pub(super) html: String,
    /// Requests that were asked for it.
    pub(super) requests: usize,
    /// Requests that were refused: they leave the site, do more than read, or came after the most that are asked.
    pub(super) refused: usize,
    /// Whether some were refused because there were too many.
    pub(super) refused_for_number: bool,
}

/// A running browser; ended when it is dropped.
#[derive(Debug)]
pub(super) struct Browser {
    pipe: Pipe,
    /// Ended before its folder is removed.
    _child: Child,
    _folder: Folder,
}

impl Browser {
    /// Starts one; `mark` names its folder.
    ///
    /// # Errors
    ///
    /// Why there is none, for people.
    pub(super) fn start(mark: &str) -> Result<Self, Text> {
        let (child, pipe, folder) = start::start(mark)?;
        Ok(Self { pipe, _child: child, _folder: folder })
    }

    /// Opens an address, and gives the page once it has come to rest. `fetch` is asked for each GET; where it gives
    /// nothing the request is refused.
    ///
    /// # Errors
    ///
    /// Why there is no page, for people. The browser is of no more use then.
    pub(super) async fn render(&mut self, address: &str, fetch: &mut dyn Fetch) -> Result<Rendered, Text> {
        let failed = |silence: Silence| {
            text!("trình duyệt không mở được trang: {silence}", "the browser did not open the page: {silence}")
        };
        self.open(address, fetch).await.map_err(failed)
    }

    async fn open(&mut self, address: &str, fetch: &mut dyn Fetch) -> Result<Rendered, Silence> {
        let pipe = &mut self.pipe;
        // A context of its own: nothing of one page is seen by the next.
        let context = word(
            &pipe.call(None, "Target.createBrowserContext", json!({"disposeOnDetach": true})).await?,
            "browserContextId",
        );
        let about = json!({"url": "about:blank", "browserContextId": context});
        let target = word(&pipe.call(None, "Target.createTarget", about).await?, "targetId");
        let attached = pipe.call(None, "Target.attachToTarget", json!({"targetId": target, "flatten": true})).await?;
        let session = word(&attached, "sessionId");
        let own = Some(session.as_str());
        pipe.call(own, "Fetch.enable", json!({"patterns": [{"urlPattern": "*"}]})).await?;
        pipe.call(own, "Page.enable", json!({})).await?;
        pipe.send(own, "Page.navigate", json!({"url": address})).await?;
        let mut page = Visit { session: &session, requests: 0, refused: 0 };
        let mut left = PATIENCE;
        loop {
            let started = Instant::now();
            let event = pipe.event(CALM.min(left)).await?;
            left = left.saturating_sub(started.elapsed());
            match event {
                Some(event) => page.heed(pipe, &event, fetch).await?,
                None => break,
            }
            if left.is_zero() {
                break;
            }
        }
        let read = json!({"expression": READ, "returnByValue": true, "timeout": 5000});
        let result = pipe.call(own, "Runtime.evaluate", read).await?;
        let html = result.pointer("/result/value").and_then(Value::as_str).ok_or(Silence::Garbled)?.to_owned();
        pipe.call(None, "Target.disposeBrowserContext", json!({"browserContextId": context})).await?;
        Ok(Rendered {
            html,
            requests: page.requests,
            refused: page.refused,
            refused_for_number: page.requests >= MOST_REQUESTS,
        })
    }
}

fn word(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// One page while it is opened.
struct Visit<'s> {
    session: &'s str,
    requests: usize,
    refused: usize,
}

impl Visit<'_> {
    async fn heed(&mut self, pipe: &mut Pipe, event: &Value, fetch: &mut dyn Fetch) -> Result<(), Silence> {
        let own = Some(self.session);
        match event.get("method").and_then(Value::as_str) {
            // A page that wants to be talked to gets no.
            Some("Page.javascriptDialogOpening") => {
                pipe.send(own, "Page.handleJavaScriptDialog", json!({"accept": false})).await.map(drop)
            }
            Some("Fetch.requestPaused") => {
                let params = event.get("params").unwrap_or(&Value::Null);
                let number = word(params, "requestId");
                let request = params.get("request").unwrap_or(&Value::Null);
                let reads = word(request, "method") == "GET" && ASKED.contains(&word(params, "resourceType").as_str());
                let answer = match reads && self.requests < MOST_REQUESTS {
                    true => fetch.fetch(&word(request, "url")).await,
                    false => None,
                };
                let (method, params) = match answer {
                    Some(response) => {
                        self.requests += 1;
                        ("Fetch.fulfillRequest", fulfilment(&number, &response))
                    }
                    None => {
                        self.refused += 1;
                        ("Fetch.failRequest", json!({"requestId": number, "errorReason": "BlockedByClient"}))
                    }
                };
                pipe.send(own, method, params).await.map(drop)
            }
            _ => Ok(()),
        }
    }
}

fn fulfilment(number: &str, response: &Response) -> Value {
    let kept = response.headers.iter().filter(|(name, _)| !TRANSPORT.contains(&name.as_str()));
    let headers: Vec<_> = kept.map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({
        "requestId": number,
        "responseCode": response.status,
        "responseHeaders": headers,
        "body": BASE64.encode(&response.body),
    })
}
