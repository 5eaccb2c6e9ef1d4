//! The reader of documents, by documents.

use super::*;

fn page_of(body: &str) -> Page {
    Page::read(body.as_bytes(), Some("text/html; charset=utf-8"), &address())
}

fn address() -> Url {
    Url::parse("https://cong.test/a/?x=1").expect("an address")
}

fn loaded(body: &str) -> Vec<String> {
    page_of(body).resources.iter().map(|own| format!("{} {}", own.kind.word(), own.address)).collect()
}

#[test]
fn a_sign_in_form_is_read_with_labels_values_and_what_stands_outside() {
    let page = page_of(
        "<form id=f action='/dang-nhap?a=1&amp;b=2' METHOD=Post onsubmit='x()'>
           <label for=u>Số định danh</label><input id=u name=user autocomplete=Username>
           <label>Mật khẩu <input type=PASSWORD name=pass onpaste='return false' value=''></label>
           <input type=hidden name=__RequestVerificationToken value='bimat-bimat-bimat'>
           <select name=tinh><option>An Giang<option>Cà Mau</select><textarea name=t> a &lt;b </textarea>
           <button formaction=/khac>Đăng&nbsp;nhập</button></form><input form=f name=after><input name=loose>",
    );
    let [form] = page.forms.as_slice() else { panic!("{:?}", page.forms) };
    assert_eq!(form.action.as_ref().map(Url::as_str), Some("https://cong.test/dang-nhap?a=1&b=2"));
    assert_eq!((form.method(), form.asks_password()), ("post", true));
    let shown: Vec<_> = form.fields.iter().map(|own| format!("{}:{}:{}", own.kind(), own.name(), own.label)).collect();
    assert_eq!(
        shown,
        [
            "text:user:Số định danh",
            "password:pass:Mật khẩu",
            "hidden:__RequestVerificationToken:",
            "select:tinh:",
            "textarea:t:",
            "submit::",
            "text:after:"
        ]
    );
    assert_eq!(form.fields[0].autocomplete(), "username");
    assert_eq!(form.fields[1].attributes.handlers().collect::<Vec<_>>(), [("onpaste", "return false")]);
    assert!(!form.fields[1].has_value() && form.fields[2].has_value() && form.fields[2].is_hidden());
    assert_eq!((form.fields[3].options, form.fields[4].value()), (2, " a <b "));
    assert_eq!(form.fields[5].words(), "đăng nhập");
    assert_eq!(form.fields[5].action.as_ref().map(Url::path), Some("/khac"));
    assert_eq!(page.loose_fields.len(), 1);
    assert_eq!(page.handlers, 2);
    assert!(!format!("{page:?}").contains("bimat"), "values of fields are not shown");
    assert_eq!(page.text, "Số định danh Mật khẩu Đăng nhập");
}

#[test]
fn a_form_inside_a_form_is_none_and_an_odd_method_is_get() {
    let page = page_of("<form method=put><form action=/x><input name=a></form><form><input name=b>");
    assert_eq!(page.forms.len(), 2);
    assert_eq!(page.forms[0].method(), "get");
    assert_eq!(page.forms[0].action.as_ref(), Some(&address()));
    assert_eq!(page.forms[1].fields[0].name(), "b");
}

#[test]
fn scripts_links_metas_and_comments() {
    let page = page_of(
        "<!doctype html><html lang=vi><head><title> Cổng\n dịch vụ </title><meta name=Generator content='Drupal 10'>
         <meta http-equiv=Content-Security-Policy content=\"default-src 'self'\">
         <script src=//cdn.example/a.js integrity=sha384-x crossorigin nonce=abc></script>
         <script>if (a < b && '<img src=x>') {}</script><script type=application/json>{}</script></head>
         <body><!-- bản 1.2 --><a href=/x rel='NoOpener' target=_BLANK>Xem <b>0</b>12</a><a href=javascript:x()>y</a>
         <meta http-equiv=Content-Security-Policy content=late>",
    );
    assert_eq!((page.title.as_deref(), page.language.as_deref()), (Some("Cổng dịch vụ"), Some("vi")));
    assert_eq!(page.metas_named("generator").collect::<Vec<_>>(), ["Drupal 10"]);
    assert_eq!(page.header_metas("content-security-policy").collect::<Vec<_>>(), ["default-src 'self'"]);
    let [outer, inner, data] = page.scripts.as_slice() else { panic!("{:?}", page.scripts) };
    assert_eq!(outer.address.as_ref().map(Url::as_str), Some("https://cdn.example/a.js"));
    assert_eq!((outer.integrity(), outer.has_nonce(), outer.external), (Some("sha384-x"), true, true));
    assert_eq!(inner.inline, "if (a < b && '<img src=x>') {}");
    assert_eq!(inner.digest, Some(crate::fact::Digest::of(inner.inline.as_bytes())));
    assert!(inner.runs() && outer.runs() && !data.runs());
    assert_eq!(page.comments, ["bản 1.2"]);
    assert_eq!(page.links[0].text, "Xem 012");
    assert!(page.links[0].opens_window && page.links[0].relation == "noopener");
    assert_eq!(page.script_addresses, 1);
    assert_eq!(page.text, "Xem 012y");
}

#[test]
fn what_is_loaded_counts_and_what_is_only_linked_does_not() {
    assert!(loaded("<a href=http://x.test/><link rel=canonical href=http://x.test/>").is_empty());
    assert_eq!(loaded("<LINK REL='preload STYLESHEET' HREF=http://x.test/s>"), ["style http://x.test/s"]);
    assert_eq!(loaded("<link rel=preload as=script href=/p>"), ["script https://cong.test/p"]);
    assert_eq!(
        loaded("<img src=b srcset='/c 1x, http://x.test/d 2x'><input type=image src=e><input src=f>"),
        [
            "image https://cong.test/a/b",
            "image https://cong.test/c",
            "image http://x.test/d",
            "image https://cong.test/a/e"
        ]
    );
    assert_eq!(
        loaded("<video poster=p><source src=s></video><object data=o></object><iframe src=i><img src=no></iframe>"),
        [
            "image https://cong.test/a/p",
            "media https://cong.test/a/s",
            "object https://cong.test/a/o",
            "frame https://cong.test/a/i"
        ]
    );
}

#[test]
fn a_base_moves_every_relative_address_after_it() {
    assert_eq!(
        loaded("<img src=a><base href=http://x.test/><base href=https://y.test/><img src=b>"),
        ["image https://cong.test/a/a", "image http://x.test/b"]
    );
}

#[test]
fn hostile_documents_come_to_an_end_and_are_bounded() {
    let forms = page_of(&"<form><input name=a>".repeat(50_000));
    assert!(forms.cut && forms.forms.len() == 1 && forms.forms[0].fields.len() == 4000);
    let forms = page_of(&"<form action=/x></form>".repeat(100_000));
    assert!(forms.cut && forms.forms.len() == 4000 && forms.resources.len() == 4000);
    let links = page_of(&"<a href=/x>".repeat(20_000));
    assert!(links.cut && links.links.len() == 4000);
    let deep = page_of(&"<div><label>".repeat(100_000));
    assert!(!deep.cut);
    // A tag without end: its attributes would be compared each with each.
    let many: String = (0..100_000).map(|n| format!(" a{n}")).collect();
    assert!(page_of(&format!("<p>x<a{many}>y")).cut);
    let longest = page_of(&format!("<img src='{}'>", "a".repeat(1 << 20)));
    assert_eq!(longest.resources.len(), 1);
    for odd in ["<", "<a", "<a =", "<a ==/=", "<a b='", "<!--", "<!", "<ả>", "<script", "</", "<script>", "\0<\0a\0>\0"]
    {
        assert!(page_of(odd).links.is_empty(), "{odd}");
    }
    let body = vec![b'a'; MOST_BYTES + 1];
    assert!(Page::read(&body, None, &address()).cut);
}

#[test]
fn what_stays_open_swallows_no_script() {
    let page = page_of("<a href=/1><button><a href=/2><label><script>var bimat = 1</script>chào");
    assert_eq!(page.text, "chào");
    assert_eq!(page.scripts[0].inline, "var bimat = 1");
    assert_eq!(page_of("<title>a<p>b").title.as_deref(), Some("a<p>b"));
    assert_eq!(page_of("<style>p{}<p>x").text, "");
}
