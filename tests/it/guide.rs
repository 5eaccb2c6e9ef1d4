//! The guides say what is true: their commands exist, their files load, no key is left out.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const GUIDES: &[&str] = &["docs/guide.vi.md", "docs/guide.en.md"];

#[test]
fn every_command_of_the_guides_exists_with_its_flags() {
    for guide in GUIDES {
        let commands: Vec<_> =
            blocks(&read(guide), "sh").concat().lines().filter_map(command).map(str::to_owned).collect();
        assert!(commands.len() > 10, "{guide}: {commands:?}");
        for line in commands {
            let words: Vec<_> = line.split_whitespace().skip(1).collect();
            let verbs = words.iter().take(2).filter(|word| word.bytes().all(|b| b.is_ascii_lowercase()));
            let help = output(verbs.copied().chain(["--help", "--lang", "en"]), 0);
            for flag in words.iter().filter(|word| word.starts_with("--")) {
                assert!(help.contains(flag), "{guide}: `{line}`: there is no {flag}");
            }
        }
    }
}

#[test]
fn the_check_of_the_guides_is_sound() {
    for guide in GUIDES {
        let folder = tempfile::tempdir().expect("a folder");
        let pack = own_check(guide, folder.path());
        output(["checks", "lint", &pack], 0);
        assert!(output(["checks", "test", &pack, "--lang", "en"], 0).contains("3 cases"), "{guide}");
    }
}

#[test]
fn the_profile_of_the_guides_resolves_once_its_parent_is_pinned() {
    let parent = output(["profiles", "explain", "self-check", "--lang", "en"], 0);
    let digest = parent.lines().find_map(|line| line.strip_prefix("Digest: ")).expect("a digest");
    for guide in GUIDES {
        let folder = tempfile::tempdir().expect("a folder");
        let pack = own_check(guide, folder.path());
        let file = folder.path().join("ours.yaml");
        let written = block_with(&read(guide), "schema: kiemtra/profile@1");
        let name = file.to_str().expect("a plain path");
        fs::write(&file, &written).expect("a file");
        output(["profiles", "explain", name, "--checks", &pack], 78);
        fs::write(&file, written.replace("sha256:...", digest)).expect("a file");
        let told = output(["profiles", "explain", name, "--checks", &pack, "--lang", "en"], 0);
        assert!(told.contains("ours.renewal") && told.contains("3 passes 12 hours apart"), "{guide}: {told}");
    }
}

#[test]
fn the_guides_name_every_key() {
    let keys = kiemtra::system::KEYS.iter().chain(kiemtra::check::KEYS).chain(kiemtra::profile::KEYS);
    let kinds: Vec<_> = kiemtra::system::Kind::ALL.iter().map(|kind| kind.word()).collect();
    for key in keys.chain(&kinds) {
        for guide in GUIDES {
            let text = read(guide);
            let named = [format!("`{key}`"), format!("{key}:"), format!("`{key}: "), format!("`{key}:`")];
            assert!(named.iter().any(|form| text.contains(form)), "{guide} does not tell of `{key}`");
        }
    }
}

#[test]
fn both_guides_have_the_same_bones() {
    let bones = |guide: &&str| {
        let text = read(guide);
        let count = |mark: &str| text.lines().filter(|line| line.starts_with(mark)).count();
        [count("## "), count("### "), count("```"), count("| "), count("<!-- capture: "), count("- ")]
    };
    let bones: Vec<_> = GUIDES.iter().map(bones).collect();
    assert_eq!(bones[0], bones[1], "chapters, sections, blocks, rows, captures, points");
}

/// Writes the guide's check where its id says, and gives the folder.
fn own_check(guide: &str, folder: &Path) -> String {
    let pack = folder.join("checks");
    fs::create_dir_all(pack.join("ours")).expect("a folder");
    fs::write(pack.join("ours/renewal.yaml"), block_with(&read(guide), "schema: kiemtra/check@1")).expect("a file");
    pack.to_str().expect("a plain path").to_owned()
}

/// What the program prints, after holding its exit code.
fn output<'a>(arguments: impl IntoIterator<Item = &'a str>, code: i32) -> String {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let output = Command::cargo_bin("kiemtra").expect("the program").args(&arguments).output().expect("it runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "kiemtra {arguments:?}: {errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn read(guide: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(guide)).expect("the guide")
}

/// The command of a line, without what a shell adds.
fn command(line: &str) -> Option<&str> {
    line.starts_with("kiemtra ").then(|| line.split([';', '#', '|']).next().unwrap_or_default())
}

/// The fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let inside = text.split("\n```").skip(1).step_by(2);
    inside
        .filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'))
        .map(|block| format!("{block}\n"))
        .collect()
}

fn block_with(text: &str, mark: &str) -> String {
    blocks(text, "yaml").into_iter().find(|block| block.contains(mark)).expect("a block")
}
