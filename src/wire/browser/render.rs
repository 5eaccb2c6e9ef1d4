//! A page that is opened in the browser, each of its requests through the door.

use std::pin::Pin;

use tokio::sync::Mutex;
use url::Url;
use zeroize::Zeroizing;

use super::{Browser, Fetch};
use crate::fact::Reason;
use crate::text::Text;
use crate::wire::door::Wire;
use crate::wire::http::{Request, Response, Sight};
use crate::wire::job::{Answer, Endpoint, Job, Outcome, Phase};
use crate::wire::watch::Watch;

/// The most bytes of data that a page fetched which are looked at besides the page.
const MOST_DATA: usize = 4 << 20;

/// The browser of a run: started with the first page that needs it, ended with the run. Pages come one by one.
#[derive(Debug, Default)]
pub(in crate::wire) struct Shelf(Mutex<Option<Browser>>);

impl Shelf {
    /// Opens a request's page. Its answer is the page as it stands once it has come to rest, and after it, as blocks of
    /// JSON, what it fetched: a service may give more than its page shows.
    pub(in crate::wire) async fn render(&self, wire: &Wire, endpoint: &Endpoint, request: &Request) -> Outcome {
        let watch = Watch::start();
        let failed = |detail: Text| watch.trouble(Phase::Http, Reason::ProbeFailed, detail);
        let mut shelf = self.0.lock().await;
        let mut browser = match shelf.take() {
            Some(browser) => browser,
            None => Browser::start(&mark()).map_err(failed)?,
        };
        let site = format!("{}://{}", if request.tls { "https" } else { "http" }, request.host);
        let mut door = Door { wire, endpoint, request, site, status: None, data: Zeroizing::default() };
        let address = format!("{}{}", door.site, request.path);
        let rendered = browser.render(&address, &mut door).await.map_err(failed)?;
        *shelf = Some(browser);
        let headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
        let mut html = Zeroizing::new(rendered.html);
        html.push_str(&door.data);
        let truncated = html.len() > request.body_limit || rendered.refused_for_number;
        let body = html.as_bytes().get(..request.body_limit).unwrap_or(html.as_bytes()).to_vec();
        let elapsed_ms = watch.elapsed_ms();
        let status = door.status.unwrap_or(200);
        Ok(Answer::Response(Box::new(Response { status, headers, body, truncated, elapsed_ms, ..Response::default() })))
    }
}

/// What stands between a page and the network.
struct Door<'a> {
    wire: &'a Wire,
    endpoint: &'a Endpoint,
    request: &'a Request,
    /// Scheme, host and port.
    site: String,
    /// The status of the page itself.
    status: Option<u16>,
    /// Data that it fetched, as blocks of JSON.
    data: Zeroizing<String>,
}

impl Fetch for Door<'_> {
    fn fetch<'a>(&'a mut self, address: &'a str) -> Pin<Box<dyn Future<Output = Option<Response>> + Send + 'a>> {
        Box::pin(async move {
            let path = path_on(&self.site, address)?;
            let asked = Request { path, sight: Sight::Handed, reading: None, ..self.request.clone() };
            let answer = self.wire.perform(&Job::Fetch(self.endpoint.clone(), asked)).await;
            let Ok(Answer::Response(response)) = answer else { return None };
            self.status.get_or_insert(response.status);
            append(&mut self.data, &response);
            Some(*response)
        })
    }
}

/// The path and query of an address on the same site; `None` elsewhere.
fn path_on(site: &str, address: &str) -> Option<String> {
    let (site, url) = (Url::parse(site).ok()?, Url::parse(address).ok()?);
    let here = url.origin() == site.origin() && url.username().is_empty() && url.password().is_none();
    here.then(|| url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path())))
}

/// Adds data that a page fetched, such that it ends where it ends.
fn append(data: &mut String, response: &Response) {
    let kind = response.header("content-type").unwrap_or_default();
    if !kind.contains("json") || data.len() + response.body.len() > MOST_DATA {
        return;
    }
    let text = Zeroizing::new(String::from_utf8_lossy(&response.body).replace("</", "<\\/"));
    data.push_str("\n<script type=\"application/json\">");
    data.push_str(&text);
    data.push_str("</script>");
}

/// A name for the browser's folder that no other run has.
fn mark() -> String {
    let mut bytes = [0; 8];
    // Without chance the folder is named after the process, and is refused where it is there already.
    if aws_lc_rs::rand::fill(&mut bytes).is_err() {
        return std::process::id().to_string();
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_site_itself_is_asked() {
        let on = |address: &str| path_on("https://cong.test:8443", address);
        assert_eq!(on("https://cong.test:8443/a?b=1#c").as_deref(), Some("/a?b=1"));
        for other in ["https://cong.test/a", "http://cong.test:8443/a", "https://x@cong.test:8443/", "data:text/html,a"]
        {
            assert_eq!(on(other), None, "{other}");
        }
    }
}
