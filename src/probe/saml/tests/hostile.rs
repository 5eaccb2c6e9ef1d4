//! Documents made to bring a reader down, and documents that are none.

use super::forge::{facts, sound};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::saml::facts::Saml;
use crate::probe::saml::xml::Encoding;

fn gap(told: &Saml) -> Gap {
    match &told.document {
        Fact::Unknown(gap) => gap.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_document_type_is_told_and_never_expanded() {
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;&lol;\">\
        <!ENTITY lol9 \"&lol2;&lol2;&lol2;\">]>\n";
    let body = sound("").replacen("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "", 1);
    let used = body.replacen("Nguyễn", "&lol9;", 1);
    let told = facts(format!("{laughs}{used}"));
    assert_eq!(told.doctype_present, Fact::Known(true));
    assert!(gap(&told).detail.en.contains("entity"), "{:?}", told.document);

    // An entity that is defined and not used hides nothing.
    let told = facts(format!("{laughs}{body}"));
    assert_eq!(told.doctype_present, Fact::Known(true));
    assert!(told.entity.known().is_some());

    let outside = "<!DOCTYPE x [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let told = facts(format!("{outside}{}", body.replacen("PT6H", "&x;", 1)));
    assert_eq!(told.doctype_present, Fact::Known(true));
    assert_eq!(gap(&told).reason, Reason::Parse);
    let parameter = "<!DOCTYPE x [<!ENTITY % x SYSTEM \"https://evil.example.com/x.dtd\"> %x;]>";
    assert_eq!(facts(format!("{parameter}{body}")).doctype_present, Fact::Known(true));
    assert_eq!(facts(&body).doctype_present, Fact::Known(false));
}

#[test]
fn depth_length_and_number_are_bounded() {
    let deep = format!("{}{}", "<a>".repeat(1_000_000), "</a>".repeat(1_000_000));
    assert_eq!(gap(&facts(deep)).reason, Reason::Budget);
    let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    assert_eq!(gap(&facts(deep)).reason, Reason::Budget);
    let long = format!("<a b=\"{}\"/>", "x".repeat(200 << 20));
    assert_eq!(gap(&facts(long)).reason, Reason::Budget);
    let long = format!("<a b=\"{}\"/>", "x".repeat(1 << 20));
    assert_eq!(gap(&facts(long)).reason, Reason::Budget);
    let many = format!("<a>{}</a>", "<b/>".repeat(60_000));
    assert_eq!(gap(&facts(many)).reason, Reason::Budget);
    let many: String = (0..100).map(|number| format!(" a{number}=\"\"")).collect();
    assert_eq!(gap(&facts(format!("<a{many}/>"))).reason, Reason::Budget);
    let asides = format!("<a>{}</a>", "<!---->".repeat(250_000));
    assert_eq!(gap(&facts(asides)).reason, Reason::Budget);
}

#[test]
fn more_than_is_looked_at_is_unknown_and_not_cut() {
    let endpoint = "<md:SingleSignOnService Binding=\"b\" Location=\"https://a.example.vn/\"/>";
    let many = sound("").replacen("<md:NameIDFormat>", &format!("{}<md:NameIDFormat>", endpoint.repeat(10_000)), 1);
    let Fact::Known(entity) = facts(many).entity else { panic!("an entity") };
    assert!(matches!(entity.endpoints, Fact::Unknown(Gap { reason: Reason::Budget, .. })));
    assert!(entity.keys.known().is_some());
    let key = "<md:KeyDescriptor use=\"signing\"/>";
    let many = sound("").replacen("<md:KeyDescriptor", &format!("{}<md:KeyDescriptor", key.repeat(10_000)), 1);
    let Fact::Known(entity) = facts(many).entity else { panic!("an entity") };
    assert!(matches!(entity.keys, Fact::Unknown(Gap { reason: Reason::Budget, .. })));
    let many =
        sound("").replacen("<md:Organization>", &format!("{}<md:Organization>", "<md:PDPDescriptor/>".repeat(40)), 1);
    let Fact::Known(entity) = facts(many).entity else { panic!("an entity") };
    assert!(matches!(entity.roles, Fact::Unknown(Gap { reason: Reason::Budget, .. })));
    assert!(matches!(entity.keys, Fact::Unknown(Gap { reason: Reason::Budget, .. })));
}

/// A short prefix that stands for a long name, on each of very many siblings: the canonical form would be gigabytes.
#[test]
fn a_canonical_form_that_grows_without_end_is_given_up() {
    let forge = super::forge::Forge::new();
    let signed = forge.sign(&super::forge::USUAL.into_document(&forge.sound()), "rsa");
    let swollen = signed
        .replacen(
            "<md:Extensions",
            &format!("<md:Extensions>{}</md:Extensions><md:Extensions", "<x:a/>".repeat(40_000)),
            1,
        )
        .replacen("ID=\"_one\"", &format!("ID=\"_one\" xmlns:x=\"urn:{}\"", "x".repeat(60_000)), 1);
    let own = super::signed::first(&swollen);
    assert!(matches!(own.verifies, Fact::Unknown(Gap { reason: Reason::Budget, .. })), "{:?}", own.verifies);
}

/// The work for each may not grow with their number.
#[test]
fn very_many_signatures_are_no_very_long_work() {
    let many = "<ds:Signature/>".repeat(45_000);
    let told = facts(sound("").replacen("<md:Organization>", &format!("{many}<md:Organization>"), 1));
    assert_eq!(told.signatures.known().map(Vec::len), Some(8));
}

#[test]
fn what_is_no_metadata_is_told_in_words() {
    let words = |document: &str| gap(&facts(document)).detail.en;
    for page in [
        "<!doctype html><html><head><title>x</title></head><body><br></body></html>",
        "\u{feff}<!DOCTYPE html>\n<html lang=vi>",
        "<html><body/></html>",
        "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
    ] {
        let told = facts(page);
        assert!(gap(&told).detail.en.contains("web page"), "{page}: {:?}", told.document);
        assert!(!matches!(told.doctype_present, Fact::Known(_)), "{page}");
    }
    assert!(words("{\"issuer\": \"x\"}").contains("well-formed"));
    assert!(words("").contains("middle"));
    assert!(words("<a><b></a></b>").contains("line 1"));
    assert!(words("<rss/>").contains("rss"));
    assert!(
        words("<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:1.0:metadata\"/>").contains("no SAML 2.0 metadata")
    );
    let empty = facts("<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>");
    assert!(matches!(empty.entity, Fact::Unknown(_)));
}

#[test]
fn well_formed_or_not() {
    let wrap = |inside: &str| format!("<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" {inside}");
    for bad in [
        "a=\"1\" a=\"2\"/>",
        "xmlns:p=\"urn:p\" xmlns:q=\"urn:p\" p:a=\"1\" q:a=\"2\"/>",
        "a=1/>",
        "a/>",
        "a=\"<\"/>",
        "a=\"&\"/>",
        "a=\"&#0;\"/>",
        "a=\"&#x+41;\"/>",
        "p:a=\"1\"/>",
        "xmlns:p=\"\"/>",
        "xmlns:xml=\"urn:x\"/>",
        "xmlns:xmlns=\"urn:x\"/>",
        "a=\"1\"b=\"2\"/>",
        "1a=\"1\"/>",
        "a:b:c=\"1\"/>",
        "><p:a/></EntityDescriptor>",
        ">]]></EntityDescriptor>",
        "><!-- -- --></EntityDescriptor>",
        "><?xml version=\"1.0\"?></EntityDescriptor>",
        ">&nbsp;</EntityDescriptor>",
        ">\u{1}</EntityDescriptor>",
        "></EntityDescriptor><a/>",
        "></EntityDescriptor>text",
        "></EntityDescriptor>&amp;",
        "></EntityDescriptor><![CDATA[]]>",
        "></EntityDescriptor><!DOCTYPE x>",
        ">",
    ] {
        assert_eq!(gap(&facts(wrap(bad))).reason, Reason::Parse, "{bad}");
    }
    for good in [
        "a=\"1\" p:a='2' xmlns:p = \"urn:p\"/>",
        "xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" p:a=\"1\" q:a=\"2\"\n/>",
        "><a xmlns=\"\" xml:lang=\"vi\">&#x41;&lt;<![CDATA[<&]]></a><!-- a - b --><?p?></EntityDescriptor >\n<!-- -->",
    ] {
        assert!(facts(wrap(good)).entity.known().is_some(), "{good}: {:?}", facts(wrap(good)).document);
    }
}

#[test]
fn encodings_are_told_and_read() {
    let plain = sound("");
    let encoding = |bytes: &[u8]| match facts(bytes).document {
        Fact::Known(own) => own.encoding,
        other => panic!("{other:?}"),
    };
    assert_eq!(encoding(plain.as_bytes()), Encoding::Utf8);
    assert_eq!(encoding(format!("\u{feff}{plain}").as_bytes()), Encoding::Utf8);
    let wide = plain.replacen("UTF-8", "UTF-16", 1);
    let little: Vec<u8> = wide.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = wide.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(encoding(&little), Encoding::Utf16);
    assert_eq!(encoding(&[&[0xff, 0xfe], little.as_slice()].concat()), Encoding::Utf16);
    assert_eq!(encoding(&[&[0xfe, 0xff], big.as_slice()].concat()), Encoding::Utf16);
    assert_eq!(encoding(&big), Encoding::Utf16);
    let narrow = plain.replacen("UTF-8", "ISO-8859-1", 1);
    let narrow: Vec<u8> = narrow.chars().map(|own| u8::try_from(u32::from(own)).unwrap_or(b'?')).collect();
    assert_eq!(encoding(&narrow), Encoding::Latin1);
    let odd = [&[0xff, 0xfe], little.get(..little.len() - 1).expect("bytes")].concat();
    assert_eq!(gap(&facts(odd)).reason, Reason::Parse);
    assert_eq!(gap(&facts(b"<a>\xff</a>")).reason, Reason::Parse);
    let other = plain.replacen("UTF-8", "windows-1258", 1);
    assert!(gap(&facts(other)).detail.en.contains("windows-1258"));
}

/// Any piece of sound metadata, and any with one byte changed, is read or refused; nothing falls.
#[test]
fn pieces_and_changed_bytes_bring_nothing_down() {
    let plain = sound("MIIB").into_bytes();
    for end in (0..plain.len()).step_by(5) {
        let _ = facts(&plain[..end]);
    }
    for at in (0..plain.len()).step_by(19) {
        for byte in [b'<', b'&', b'"', b':', 0, 0xff] {
            let mut changed = plain.clone();
            changed[at] = byte;
            let _ = facts(&changed);
        }
    }
}
