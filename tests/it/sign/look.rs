//! What a signature shows on its page.

use super::desk::{Desk, valid_fields};
use crate::support::{ask, run};

/// A transparent PNG with a bar of one colour, made without our code.
fn png(desk: &Desk, name: &str, color: &str) {
    let script = "import sys, zlib, struct
name, color = sys.argv[1], tuple(int(part) for part in sys.argv[2].split(','))
clear = (255, 255, 255, 255 if len(color) == 5 else 0)
rows = b''.join(b'\\0' + b''.join(bytes(color[:4] if 20 < y < 40 and 10 < x < 150 else clear) for x in range(160)) for y in range(60))
def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
head = struct.pack('>IIBBBBB', 160, 60, 8, 6, 0, 0, 0)
open(name, 'wb').write(b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))";
    run("python3", &["-c", script, name, color], &desk.world.path(""));
}

#[test]
fn a_signature_shows_who_signed_and_when_and_the_image_of_the_hand() {
    let desk = Desk::new();
    let shown = |desk: &Desk| {
        let text = ask(&desk.bytes(), "pdftotext", &["-layout", "file.pdf", "-"]);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let times = |told: &str| told.matches("+07:00").count();
    let before = shown(&desk);
    png(&desk, "hand.png", "20,40,160,255");
    png(&desk, "seal.png", "200,20,20,255");
    png(&desk, "opaque.png", "20,40,160,255,1");
    desk.refused(
        &desk.sign("operator", "leader", &["--image", "opaque.png"]),
        65,
        "the image `opaque.png` cannot be used",
    );
    desk.refused(&desk.sign("operator", "leader", &["--image", "seal.png"]), 65, "the image `seal.png` cannot be used");
    desk.refused(
        &desk.sign("operator", "leader", &["--image", "report.pdf"]),
        65,
        "the image `report.pdf` cannot be used",
    );
    desk.refused(&desk.sign("operator", "leader", &["--image", "hand.png", "--seal", "seal.png"]), 64, "--image");
    let done = desk.sign("operator", "leader", &["--image", "hand.png"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let told = shown(&desk);
    assert!(told.matches("Người leader").count() > before.matches("Người leader").count(), "{told}");
    assert_eq!(times(&told), times(&before) + 1, "{told}");
    let images = ask(&desk.bytes(), "pdfimages", &["-list", "file.pdf"]);
    assert!(images.contains("image") && images.contains("smask"), "{images}");
    desk.signed("vendor", "clerk");
    assert_eq!(times(&shown(&desk)), times(&before) + 2);
    let fonts = ask(&desk.bytes(), "pdffonts", &["file.pdf"]);
    assert!(fonts.lines().skip(2).all(|line| line.contains(" yes ")), "{fonts}");
    assert_eq!(valid_fields(desk.bytes()).len(), 2);
}
