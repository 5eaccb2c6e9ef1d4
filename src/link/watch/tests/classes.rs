//! Every way to fail in plain text has its class.

use std::time::Duration;

use super::world::{Manner, black_hole, closed_port, probed, server};
use crate::ledger::samples::Class;

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"state\": \"OK\"}";
const HTTP: &str = "probe: http, timeout: 1s";

async fn class(manner: Manner, hop: &str) -> (Class, u16) {
    let finding = probed(server(manner).await, hop).await;
    (finding.class, finding.code)
}

#[tokio::test]
async fn a_good_answer_has_every_phase_that_was_reached_and_no_other() {
    let finding = probed(server(Manner::Late(Duration::from_millis(120), OK)).await, HTTP).await;
    assert_eq!((finding.class, finding.code), (Class::Good, 200));
    let phases = finding.phases;
    assert!(phases.name.is_none() && phases.tls.is_none(), "{phases:?}");
    assert!(phases.connect.is_some_and(|connect| connect > 0 && connect < 10_000), "{phases:?}");
    assert!(phases.first_byte.is_some_and(|first| (12_000..60_000).contains(&first)), "{phases:?}");
    assert!(phases.whole >= phases.first_byte, "{phases:?}");
}

#[tokio::test]
async fn what_answers_wrongly_is_told_apart() {
    for (answer, hop, expected) in [
        ("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "", (Class::GatewayStatus, 503)),
        ("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "", (Class::ServiceStatus, 500)),
        ("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", "", (Class::Authentication, 401)),
        ("HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n", "", (Class::Quota, 429)),
        (
            "HTTP/1.1 302 Found\r\nLocation: http://portal.test/login\r\nContent-Length: 0\r\n\r\n",
            "",
            (Class::Redirected, 302),
        ),
        (OK, "expect: {contains: khỏe}", (Class::Assertion, 200)),
        (OK, "expect: {json: {state: OK}}", (Class::Good, 200)),
        (OK, "expect: {json: {state: DOWN}}", (Class::Assertion, 200)),
        (OK, "expect: {lacks: OK}", (Class::ServiceFault, 200)),
        (OK, "expect: {no_data: {contains: state}}", (Class::NoData, 200)),
        ("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "expect: {no_data: {status: 404}}", (Class::NoData, 404)),
        ("HTTP/1.1 200 OK\r\n\r\n<html>login</html>", "expect: {json: {a: 1}}", (Class::Malformed, 200)),
        (
            "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2020 08:00:00 GMT\r\n\r\nx",
            "expect: {fresh: {header: date, within: 1h}}",
            (Class::Stale, 200),
        ),
        (
            "HTTP/1.1 200 OK\r\n\r\n<t>2099-01-01T00:00:00Z</t>",
            "expect: {fresh: {pattern: '<t>{time}</t>', within: 1h}}",
            (Class::Good, 200),
        ),
        (
            "HTTP/1.1 200 OK\r\n\r\n<t>gone</t>",
            "expect: {fresh: {pattern: '<t>{time}</t>', within: 1h}}",
            (Class::Assertion, 200),
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "", (Class::Truncated, 0)),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n", "", (Class::Truncated, 0)),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n0\r\n\r\n",
            "expect: {contains: short}",
            (Class::Good, 200),
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "", (Class::Malformed, 0)),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "expect: {contains: ok}",
            (Class::Good, 200),
        ),
        ("SSH-2.0-OpenSSH_9.6\r\n", "", (Class::Malformed, 0)),
        ("HTTP/1.1 200 O", "", (Class::Truncated, 0)),
    ] {
        let hop = format!("{HTTP}, {hop}");
        assert_eq!(class(Manner::Answers(answer), hop.trim_end_matches([',', ' '])).await, expected, "{answer} {hop}");
    }
}

#[tokio::test]
async fn silence_and_cuts_are_told_by_how_far_they_came() {
    assert_eq!(class(Manner::Silent, HTTP).await, (Class::ServiceTimeout, 0));
    assert_eq!(class(Manner::Closes, HTTP).await, (Class::Reset, 0));
    let reset = class(Manner::Resets, HTTP).await;
    assert!(matches!(reset, (Class::Reset, 32 | 104)), "{reset:?}");
    assert_eq!(class(Manner::Late(Duration::from_secs(3), OK), HTTP).await, (Class::ServiceTimeout, 0));
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf of it";
    assert_eq!(class(Manner::Drips(Duration::from_millis(100), OK), HTTP).await, (Class::ServiceTimeout, 0));
    let (broken, _) = class(Manner::Breaks(half), HTTP).await;
    assert_eq!(broken, Class::Truncated);
    assert_eq!(class(Manner::Silent, "probe: tcp, timeout: 1s").await, (Class::Good, 0));
}

#[tokio::test]
async fn a_closed_port_refuses_and_yet_the_way_leads_there() {
    let port = closed_port().await;
    let finding = probed(port, HTTP).await;
    assert_eq!((finding.class, finding.code, finding.phases.connect), (Class::ConnectRefused, 111, None));
    assert_eq!(probed(port, "probe: tcp").await.class, Class::ConnectRefused);
    assert_eq!(probed(port, "probe: route").await.class, Class::Good);
}

#[tokio::test]
async fn a_black_hole_ends_at_the_time_out_and_not_later() {
    let (port, _queued, _listener) = black_hole().await;
    let began = tokio::time::Instant::now();
    let finding = probed(port, HTTP).await;
    assert_eq!((finding.class, finding.code), (Class::ConnectTimeout, 0));
    // The system itself gives up after two minutes; a busy machine may come late by some seconds.
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert!(finding.phases.connect.is_none() && finding.phases.whole.is_none());
}

#[tokio::test]
async fn without_a_way_in_the_own_kernel_it_is_the_own_line() {
    if crate::wire::has_ipv6_route() {
        return;
    }
    let finding = probed(closed_port().await, "probe: tcp, address: '2001:db8::1'").await;
    assert_eq!(finding.class, Class::OwnLine);
}

#[tokio::test]
async fn faults_of_a_web_service_are_told_by_their_code() {
    const DECLARED: &str = "probe: soap, timeout: 1s, request: {body: '<e:Envelope/>', soap_action: 'urn:tra-cuu'}, expect: {\
        no_data: {fault: Server.NoData}, not_permitted: {fault: NotPermitted}, mismatch: {contains: 'lệch'}, \
        quota: {fault: QuotaExceeded}, platform: [{fault: Server.ServerProxy}, {fault: Server.ClientProxy}]}";
    let old = |code: &str| {
        format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault>\
             <faultcode>{code}</faultcode><faultstring>x</faultstring></s:Fault></s:Body></s:Envelope>"
        )
    };
    let new = |code: &str, below: &str| {
        format!(
            "<?xml version=\"1.0\"?><e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Header/><e:Body><e:Fault><e:Code>\
             <e:Value>{code}</e:Value><e:Subcode><e:Value>{below}</e:Value></e:Subcode></e:Code><e:Reason/></e:Fault></e:Body></e:Envelope>"
        )
    };
    let good = "<e:Envelope xmlns:e=\"urn:e\"><e:Body><x>đúng</x></e:Body></e:Envelope>".to_owned();
    for (status, body, expected) in [
        (200, good.clone(), Class::Good),
        (500, old("soap:Server"), Class::ServiceFault),
        (500, old("Server.NoData.Person"), Class::NoData),
        (500, old("Server.NoDatabase"), Class::ServiceFault),
        (500, old("Server.ServerProxy.ServiceDisabled"), Class::GatewayFault),
        (200, old("wsse:FailedAuthentication"), Class::Authentication),
        (500, new("e:Sender", "m:NotPermitted"), Class::NotPermitted),
        (500, new("e:Receiver", "m:QuotaExceeded"), Class::Quota),
        (200, good.replace("đúng", "lệch"), Class::Mismatch),
        (200, "<html><body>Đăng nhập</body></html>".to_owned(), Class::Malformed),
        (200, good.replace("</e:Envelope>", ""), Class::Malformed),
        (503, "busy".to_owned(), Class::GatewayStatus),
    ] {
        let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let answer: &'static str = Box::leak(answer.into_boxed_str());
        assert_eq!(class(Manner::Answers(answer), DECLARED).await, (expected, status), "{body}");
    }
}

#[tokio::test]
async fn a_watch_outside_its_window_sends_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = server(Manner::Answers(OK)).await;
    let url = format!("http://truc.example.vn:{port}/");
    let mut system = super::world::declared(folder.path(), &url, "", HTTP, "");
    system.authorisation.until = system.authorisation.from;
    let finding = crate::link::watch::Prober::probe(super::world::door(&system), 0, 0).await;
    assert_eq!(finding.class, Class::OutOfScope);
}
