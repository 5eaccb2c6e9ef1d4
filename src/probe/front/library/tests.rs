//! Which libraries a script tells, by its address and by what it says.

use super::*;

fn by_address(path: &str) -> Vec<String> {
    shown(&[Clue { path, shown: path.to_owned(), content: None }])
}

fn by_content(content: &str) -> Vec<String> {
    shown(&[Clue { path: "/js/app.js", shown: String::new(), content: Some(content) }])
}

fn shown(clues: &[Clue<'_>]) -> Vec<String> {
    let libraries = libraries(clues).expect("the list");
    libraries.iter().map(|own| own.label.clone()).collect()
}

#[test]
fn addresses_tell_versions_where_they_are_the_librarys_own() {
    for (path, label) in [
        ("/js/jquery-3.4.1.min.js", "jQuery 3.4.1"),
        ("/js/jquery-1.8.js", "jQuery 1.8"),
        ("/js/jquery.1.12.4.min.js", "jQuery 1.12.4"),
        ("/ajax/libs/jquery/2.2.4/jquery.slim.min.js", "jQuery 2.2.4"),
        ("/npm/jquery@3.4.1", "jQuery 3.4.1"),
        ("/npm/vue@2.6.14/dist/vue.runtime.min.js", "Vue 2.6.14"),
        ("/ajax/libs/lodash.js/4.17.4/lodash.min.js", "Lodash 4.17.4"),
        ("/bootstrap-3.3.7-dist/js/bootstrap.min.js", "Bootstrap 3.3.7"),
        ("/lib/jquery-ui-1.12.1.custom.min.js", "jQuery UI 1.12.1"),
        ("/x/jquery.validate-1.17.0.js", "jQuery Validation 1.17.0"),
        ("/umd/react-dom.production.min.js", "React DOM"),
        ("/js/vue.global.prod.js", "Vue"),
        // A range, and a number that is the site's own: the library is there, its version is not known.
        ("/npm/vue@2/dist/vue.js", "Vue"),
        ("/portal/2.0.1/js/jquery.min.js", "jQuery"),
    ] {
        assert_eq!(by_address(path), [label], "{path}");
    }
    for none in [
        "/js/jquery.cookie.js",
        "/js/jquery-plugins.js",
        "/js/my-bootstrap-helpers.js",
        "/js/chart.js",
        "/js/prototype.js",
        "/jquery/3.4.1/",
        "/js/reactive.js",
        "/css/bootstrap.min.css",
        "",
    ] {
        assert!(by_address(none).is_empty(), "{none}");
    }
}

#[test]
fn the_content_tells_by_its_own_banner_and_not_by_what_it_needs() {
    for (content, label) in [
        ("/*! jQuery v3.4.1 | (c) JS Foundation */", "jQuery 3.4.1"),
        ("/*!\n * jQuery JavaScript Library v1.12.4\n", "jQuery 1.12.4"),
        ("var f=\"3.4.1\",E=function(e,t){return new E.fn.init(e,t)}", "jQuery 3.4.1"),
        ("/*! jQuery UI - v1.10.4 - 2014-01-17", "jQuery UI 1.10.4"),
        ("/*!\n  * Bootstrap v4.3.1 (https://getbootstrap.com/)", "Bootstrap 4.3.1"),
        ("/*!\n * Bootstrap.js v2.3.2 by", "Bootstrap 2.3.2"),
        ("/*\n AngularJS v1.5.8\n (c) 2010", "AngularJS 1.5.8"),
        ("/*!\n * Vue.js v2.6.10\n", "Vue 2.6.10"),
        ("/** @license React v16.13.1\n * react.production.min.js\n", "React 16.13.1"),
        ("/** @license React v16.13.1\n * react-dom.production.min.js\n", "React DOM 16.13.1"),
        ("/** @license Lodash <https://lodash.com/> */ var VERSION = '4.17.15';", "Lodash 4.17.15"),
        ("//! moment.js\n//! version : 2.24.0\n", "Moment 2.24.0"),
        ("/*! @license DOMPurify 2.0.7 |", "DOMPurify 2.0.7"),
        ("window.CKEDITOR=function(){var a={timestamp:\"H8DA\",version:\"4.7.3\"}}", "CKEditor 4 4.7.3"),
        ("/**\n * TinyMCE version 5.1.5 (2020-01-01)", "TinyMCE 5.1.5"),
        ("tinymce={majorVersion:\"4\",minorVersion:\"9.3\"}", "TinyMCE 4.9.3"),
        ("/**!\n\n @license\n handlebars v4.0.11\n", "Handlebars 4.0.11"),
    ] {
        assert_eq!(by_content(content), [label], "{content}");
    }
    for none in [
        "/*! Plugin. Requires jQuery v1.7 or later */",
        "/* depends: jQuery v1.4.2+, Bootstrap v3.0.0 */",
        "console.log('chạy tốt với Vue.js v2.6.10')",
        "/* Moment của chúng tôi. version : 1.0 */",
        "{\"VERSION\":\"1.0.0\"}",
    ] {
        assert!(by_content(none).is_empty(), "{none}");
    }
}

#[test]
fn the_content_speaks_louder_than_the_name() {
    let clue = Clue {
        path: "/js/jquery-1.4.2.min.js",
        shown: "x".to_owned(),
        content: Some("/*! jQuery v3.7.1 | (c) OpenJS Foundation */"),
    };
    let told = libraries(&[clue]).expect("the list");
    assert_eq!((told[0].label.as_str(), told[0].told_by.as_str()), ("jQuery 3.7.1", "content"));
    assert_eq!(told[0].faults, Fact::Known(Vec::new()));
    assert_eq!((&told[0].gravest, &told[0].maintained), (&Fact::Absent, &Fact::Known(true)));
}

#[test]
fn an_old_library_has_its_faults_and_an_unknown_version_none_that_are_known() {
    let of =
        |path: &str| libraries(&[Clue { path, shown: path.to_owned(), content: None }]).expect("the list").remove(0);
    let old = of("/jquery-3.4.1.js");
    assert_eq!(old.faults, Fact::Known(vec!["CVE-2020-11022".to_owned(), "CVE-2020-11023".to_owned()]));
    assert_eq!((old.gravest, old.mended_in), (Fact::Known("medium".to_owned()), Fact::Known("3.5.0".to_owned())));
    assert_eq!(of("/jquery-3.5.0.js").faults, Fact::Known(Vec::new()));
    assert_ne!(of("/jquery-3.5.0-beta.1.js").faults, Fact::Known(Vec::new()));
    let unknown = of("/jquery.js");
    assert!(matches!(unknown.faults, Fact::Unknown(_)) && matches!(unknown.version, Fact::Unknown(_)));
    let angular = of("/angular-1.8.3.js");
    assert_eq!(angular.maintained, Fact::Known(false));
    assert_eq!(angular.mended_in, Fact::Absent, "some of its faults are mended nowhere");
}

#[test]
fn a_known_version_makes_a_file_that_tells_none_no_news() {
    let clue = |path, content| Clue { path, shown: String::new(), content };
    let told = shown(&[clue("/jquery.js", None), clue("/bundle.js", Some("/*! jQuery v3.7.1 |"))]);
    assert_eq!(told, ["jQuery 3.7.1"]);
}
