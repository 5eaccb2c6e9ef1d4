//! Files refused for what they are, asked for in JSON: the same schema and the same exit code as any other answer.

use std::fs::OpenOptions;
use std::path::Path;

use serde_json::Value;

use super::append::{Reading, append, append_with};
use super::desk::{Desk, line};
use crate::support::{path, required, run};

/// What the program makes of the file, held against the schema; the reason in both languages.
fn refused(desk: &Desk, validator: &jsonschema::Validator, answer: (i32, &str, &str)) -> (String, String) {
    let (code, word, kind) = answer;
    let (plain, done) = (desk.verify(&[]), desk.verify(&["--json"]));
    assert_eq!((plain.code, done.code), (code, code), "{}{}", plain.stderr, done.stderr);
    let document: Value = serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {}", done.stderr));
    let wrong: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty() && document["schema"] == "kiemtra/verification@1", "{wrong:?} {document:#}");
    assert_eq!((&document["answer"], &document["refused"]["code"]), (&word.into(), &kind.into()), "{document:#}");
    for key in ["signatures", "changes", "evidence", "judged", "rendered"] {
        assert_eq!(line(&document, key), "unknown");
    }
    assert!(document["report"].is_null() && document["signatures"]["standing"] == "invalid");
    let why = &document["refused"]["why"];
    let said = |language: &str| why[language].as_str().expect("a sentence").to_owned();
    assert!(plain.stderr.contains(&said("en")), "{} {}", said("en"), plain.stderr);
    (said("vi"), said("en"))
}

/// What is said, the file, and the exit code with the words of the JSON.
type Case = (&'static str, Vec<u8>, (i32, &'static str, &'static str));

#[test]
fn whatever_a_file_is_refused_for_json_is_given_as_json() {
    let desk = Desk::signed();
    let schema: Value = serde_json::from_str(&desk.world.kiemtra(&["schema", "verification"]).stdout).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let whole = desk.bytes();
    let by_qpdf = |arguments: &[&str]| {
        desk.put(&whole);
        let (own, out) = (desk.world.path("report.pdf"), desk.world.path("other.pdf"));
        let all = [arguments, &[path(&own), path(&out)]].concat();
        run(&required("qpdf", "qpdf"), &all, Path::new("/"));
        std::fs::read(out).expect("a file")
    };
    let at = memchr::memmem::rfind(&whole, b"startxref\n").expect("an end") + 10;
    let moved = [&whole[..at], b"7", &whole[at..]].concat();
    let shadow = append_with(&whole, &[], &[(3, 9)], "");
    let no_report = (65, "no-report", "K-VER-001");
    let broken = (77, "broken", "K-VER-002");
    let cases: Vec<Case> = vec![
        ("no PDF", b"hello".to_vec(), no_report),
        ("no PDF", Vec::new(), no_report),
        ("encrypted", append_with(&whole, &[], &[], "/Encrypt 1 0 R"), no_report),
        ("encrypted", by_qpdf(&["--encrypt", "", "b", "256", "--"]), no_report),
        ("hybrid", append_with(&whole, &[], &[], "/XRefStm 20"), broken),
        ("structure", by_qpdf(&["--linearize"]), broken),
        ("structure", moved, broken),
        ("wrong place for object 3", shadow, broken),
        ("behind the end", [&whole[..], b"more"].concat(), broken),
        ("holds a key twice", append(&whole, &[(3, "<</A 1/A 2>>".to_owned())]), broken),
        ("is not attached", foreign(), no_report),
    ];
    let twice = "/Names<</EmbeddedFiles<</Names[(a) 9001 0 R(b) 9001 0 R]>>>>";
    let (root, run) = {
        let read = Reading::of(&whole);
        (read.root(), read.attached("run.json"))
    };
    let again = format!("<</Type/Filespec/F(run.json)/UF(run.json)/EF<</F {run} 0 R>>>>");
    let spelled = Reading::of(&whole).spelled(root, "Names", twice);
    let twice = append(&whole, &[(root.0, spelled), (9001, again)]);
    let cases = cases.into_iter().chain([("carries two files run.json", twice, (77, "broken", "K-VER-003"))]);
    for (words, bytes, answer) in cases {
        desk.put(bytes);
        let (vi, en) = refused(&desk, &validator, answer);
        assert!(en.contains(words), "{words}: {en}");
        assert!(!vi.is_empty() && vi != en, "{vi}");
    }
    let file = OpenOptions::new().write(true).open(desk.world.path("report.pdf")).expect("a file");
    file.set_len(3 << 30).expect("a length");
    let (_, en) = refused(&desk, &validator, no_report);
    assert!(en.contains("too large"), "{en}");
    // What is not about the file at all is told in words: there is nothing to describe.
    let nowhere = desk.world.kiemtra(&["verify", "nowhere.pdf", "--json", "--lang", "en"]);
    assert!(nowhere.code == 65 && nowhere.stdout.is_empty() && nowhere.stderr.contains("nowhere.pdf"));
}

/// One bare page.
fn foreign() -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        "<</Type/Page/Parent 2 0 R>>",
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = String::new();
    for (number, body) in (1..).zip(objects) {
        places += &format!("{:010} 00000 n \n", out.len());
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let at = out.len();
    let tail = format!("xref\n0 4\n0000000000 65535 f \n{places}trailer\n<</Size 4/Root 1 0 R/ID[<00><00>]>>\n");
    out.extend_from_slice(format!("{tail}startxref\n{at}\n%%EOF\n").as_bytes());
    out
}
