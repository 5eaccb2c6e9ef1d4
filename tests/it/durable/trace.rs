//! What a program did to files, as strace tells it, and the disk as a power cut at any moment leaves it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::script::Chance;

/// What is torn is torn between sectors.
const SECTOR: usize = 512;

/// One thing that was done, in the order in which it was.
#[derive(Debug)]
pub(super) enum Deed {
    /// A file appeared.
    Create(String),
    Write(String, usize, Vec<u8>),
    Truncate(String, usize),
    /// A file was made durable.
    Sync(String),
    /// The names in the folder were made durable.
    SyncNames,
    Remove(String),
    /// Something was said on standard output.
    Say(String),
}

/// The deeds in a folder, and what was said.
pub(super) fn deeds(trace: &str, folder: &Path) -> Vec<Deed> {
    let folder = folder.to_str().expect("a plain name");
    let mut files: BTreeMap<i64, (String, usize)> = BTreeMap::new();
    let mut deeds = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for line in trace.lines() {
        // "4711 pwrite64(5, "\x00", 1, 0) = 1"
        let call = line.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
        let Some((name, rest)) = call.split_once('(') else { continue };
        assert!(!call.contains("unfinished"), "calls of two threads cross: {call:.200}");
        let Some((arguments, result)) = rest.rsplit_once(" = ") else { continue };
        let arguments = arguments.trim_end().trim_end_matches(')');
        let Some(result) = result.split(' ').next().and_then(|result| result.parse::<i64>().ok()) else { continue };
        if result < 0 {
            continue;
        }
        let arguments = split(arguments);
        let number = |place: usize| arguments[place].parse::<i64>().expect("a number");
        if name == "openat" {
            let path = String::from_utf8(bytes(&arguments[1])).expect("a plain name");
            files.remove(&result);
            let Some(file) = path.strip_prefix(folder) else { continue };
            let file = file.trim_start_matches('/').to_owned();
            // The index of the log is memory of the running system: nothing of it outlives a cut.
            if !file.ends_with("-shm") {
                if arguments[2].contains("O_CREAT") && seen.insert(file.clone()) {
                    deeds.push(Deed::Create(file.clone()));
                }
                files.insert(result, (file, 0));
            }
            continue;
        }
        if name == "unlink" {
            let path = String::from_utf8(bytes(&arguments[0])).expect("a plain name");
            if let Some(file) = path.strip_prefix(folder).map(|file| file.trim_start_matches('/').to_owned())
                && seen.remove(&file)
            {
                deeds.push(Deed::Remove(file));
            }
            continue;
        }
        if name == "write" && number(0) == 1 {
            deeds.push(Deed::Say(String::from_utf8(bytes(&arguments[1])).expect("words")));
            continue;
        }
        let Some((file, place)) = files.get_mut(&number(0)) else { continue };
        match name {
            "lseek" => *place = usize::try_from(result).expect("a place"),
            "write" => {
                deeds.push(Deed::Write(file.clone(), *place, bytes(&arguments[1])));
                *place += usize::try_from(result).expect("a length");
            }
            "pwrite64" => {
                let at = usize::try_from(number(3)).expect("a place");
                deeds.push(Deed::Write(file.clone(), at, bytes(&arguments[1])));
            }
            "ftruncate" => {
                deeds.push(Deed::Truncate(file.clone(), usize::try_from(number(1)).expect("a length")));
            }
            "fsync" | "fdatasync" if file.is_empty() => deeds.push(Deed::SyncNames),
            "fsync" | "fdatasync" => deeds.push(Deed::Sync(file.clone())),
            "close" => drop(files.remove(&number(0))),
            other => panic!("{other} is not foreseen"),
        }
    }
    deeds
}

/// The arguments of a call; strings hold no comma, as every byte of them is written in hexadecimal.
fn split(arguments: &str) -> Vec<String> {
    arguments.split(", ").map(str::to_owned).collect()
}

/// The bytes of a string of strace: each is `\x` and two digits.
fn bytes(text: &str) -> Vec<u8> {
    let text = text.trim_matches('"');
    assert!(!text.ends_with("..."), "strace has cut a string");
    text.split("\\x").skip(1).map(|digits| u8::from_str_radix(digits, 16).expect("two digits")).collect()
}

/// A disk that forgets what was not made durable.
pub(super) struct Disk {
    files: BTreeMap<String, Content>,
    /// Whether it makes durable what it is told to.
    lies: bool,
}

#[derive(Default)]
struct Content {
    /// Whether its name is durable.
    is_named: bool,
    /// Whether it was removed, and that is not durable yet.
    is_removed: bool,
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

impl Disk {
    /// An empty one: honest, or one that makes nothing durable whatever it is told.
    pub(super) const fn new(lies: bool) -> Self {
        Self { files: BTreeMap::new(), lies }
    }

    /// Does what was done.
    pub(super) fn take(&mut self, deed: &Deed) {
        let lies = self.lies;
        match deed {
            Deed::Say(_) => {}
            // A name that came back before its removal was durable begins anew.
            Deed::Create(name) => drop(self.files.insert(name.clone(), Content::default())),
            Deed::Write(name, at, bytes) => self.file(name).pending.push(Change::Write(*at, bytes.clone())),
            Deed::Truncate(name, length) => self.file(name).pending.push(Change::Truncate(*length)),
            Deed::Remove(name) => self.file(name).is_removed = true,
            Deed::Sync(name) if !lies => {
                let file = self.file(name);
                let pending = std::mem::take(&mut file.pending);
                pending.iter().for_each(|change| change.apply(&mut file.durable));
            }
            Deed::SyncNames if !lies => {
                self.files.retain(|_, file| !file.is_removed);
                self.files.values_mut().for_each(|file| file.is_named = true);
            }
            Deed::Sync(_) | Deed::SyncNames => {}
        }
    }

    fn file(&mut self, name: &str) -> &mut Content {
        self.files.get_mut(name).expect("a file that was created")
    }

    /// Writes into a folder what a cut leaves: everything durable, and of the rest whatever chance keeps. Of what is
    /// kept, some is kept in part.
    pub(super) fn cut(&self, chance: &mut Chance, folder: &Path) {
        // Of all cuts, some keep nothing and some nearly everything.
        let odds = chance.below(5);
        let keeps = |chance: &mut Chance| chance.below(4) < odds;
        for (name, file) in &self.files {
            let is_there = (file.is_named || keeps(chance)) && !(file.is_removed && keeps(chance));
            if !is_there {
                continue;
            }
            let mut content = file.durable.clone();
            for change in &file.pending {
                if keeps(chance) {
                    change.torn(chance).iter().for_each(|part| part.apply(&mut content));
                }
            }
            fs::write(folder.join(name), content).expect("it is written");
        }
    }
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Truncate(length) => content.resize(*length, 0),
            Self::Write(at, bytes) => {
                let end = at + bytes.len();
                content.resize(content.len().max(end), 0);
                content[*at..end].copy_from_slice(bytes);
            }
        }
    }

    /// The parts of a change that a cut leaves: half of all changes are whole, of the others some sectors are there.
    fn torn(&self, chance: &mut Chance) -> Vec<Self> {
        let Self::Write(at, bytes) = self else { return vec![self.clone()] };
        if chance.below(2) == 0 {
            return vec![self.clone()];
        }
        let (mut parts, mut begin) = (Vec::new(), 0);
        while begin < bytes.len() {
            let end = bytes.len().min(begin + SECTOR - (at + begin) % SECTOR);
            if chance.below(2) == 0 {
                parts.push(Self::Write(at + begin, bytes[begin..end].to_vec()));
            }
            begin = end;
        }
        parts
    }
}
