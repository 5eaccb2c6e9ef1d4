//! Character references of HTML and XML.

use super::near::near;

/// The longest name of a reference that is known.
const LONGEST: usize = 12;

/// Appends `text` to `out` with its references undone. `html` knows the named ones; XML has five.
pub(super) fn append(out: &mut String, text: &str, html: bool) {
    let mut rest = text;
    while let Some(at) = near(b'&', rest.as_bytes()) {
        let Some((before, tail)) = rest.split_at_checked(at) else { break };
        out.push_str(before);
        match reference(tail.as_bytes(), html) {
            Some((letter, length)) => {
                out.push(letter);
                rest = tail.get(length..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
}

/// The text with its references undone; borrowed when it has none.
pub(super) fn decoded(text: &str, html: bool) -> std::borrow::Cow<'_, str> {
    if near(b'&', text.as_bytes()).is_none() {
        return std::borrow::Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    append(&mut out, text, html);
    std::borrow::Cow::Owned(out)
}

/// The letter that the reference at the beginning stands for, and how long it is.
fn reference(bytes: &[u8], html: bool) -> Option<(char, usize)> {
    match bytes.get(1)? {
        b'#' => numeric(bytes),
        byte if byte.is_ascii_alphabetic() => named(bytes, html),
        _ => None,
    }
}

fn numeric(bytes: &[u8]) -> Option<(char, usize)> {
    let is_hex = matches!(bytes.get(2)?, b'x' | b'X');
    let start = if is_hex { 3 } else { 2 };
    let radix = if is_hex { 16 } else { 10 };
    let mut value: u32 = 0;
    let mut at = start;
    while let Some(digit) = bytes.get(at).and_then(|byte| char::from(*byte).to_digit(radix)) {
        value = value.saturating_mul(radix).saturating_add(digit);
        at += 1;
    }
    if at == start {
        return None;
    }
    let length = at + usize::from(bytes.get(at) == Some(&b';'));
    Some((letter(value), length))
}

/// Numbers of the C1 controls mean windows-1252 (HTML, 13.2.5.80).
fn letter(value: u32) -> char {
    match value {
        0xA0 => ' ',
        0x80..=0x9F => {
            let byte = [u8::try_from(value).unwrap_or(b' ')];
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next().unwrap_or(' ')
        }
        0 => char::REPLACEMENT_CHARACTER,
        _ => char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

fn named(bytes: &[u8], html: bool) -> Option<(char, usize)> {
    let tail = bytes.get(1..)?;
    let length = tail.iter().take(LONGEST + 1).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let name = tail.get(..length)?;
    let is_ended = tail.get(length) == Some(&b';');
    let is_of_xml = is_ended && matches!(name, b"amp" | b"lt" | b"gt" | b"quot" | b"apos");
    if !html && !is_of_xml {
        return None;
    }
    let place = NAMES.binary_search_by(|(known, _)| known.as_bytes().cmp(name)).ok()?;
    let letter = NAMES.get(place)?.1;
    // Without its end only the oldest count, those of Latin-1.
    let is_old = u32::from(letter) <= 0xFF;
    (is_ended || is_old).then_some((letter, 1 + length + usize::from(is_ended)))
}

/// The named references: those of HTML 4, of ASCII signs, and of the letters that Vietnamese and its neighbours use; by name.
#[rustfmt::skip]
const NAMES: [(&str, char); 409] = [
    ("AElig", 'Æ'), ("AMP", '&'), ("Aacute", 'Á'), ("Abreve", 'Ă'), ("Acirc", 'Â'), ("Agrave", 'À'), ("Alpha", 'Α'),
    ("Amacr", 'Ā'), ("Aogon", 'Ą'), ("Aring", 'Å'), ("Atilde", 'Ã'), ("Auml", 'Ä'), ("Beta", 'Β'), ("Cacute", 'Ć'),
    ("Ccaron", 'Č'), ("Ccedil", 'Ç'), ("Ccirc", 'Ĉ'), ("Cdot", 'Ċ'), ("Chi", 'Χ'), ("Dagger", '‡'), ("Dcaron", 'Ď'),
    ("Delta", 'Δ'), ("Dstrok", 'Đ'), ("ENG", 'Ŋ'), ("ETH", 'Ð'), ("Eacute", 'É'), ("Ecaron", 'Ě'), ("Ecirc", 'Ê'),
    ("Edot", 'Ė'), ("Egrave", 'È'), ("Emacr", 'Ē'), ("Eogon", 'Ę'), ("Epsilon", 'Ε'), ("Eta", 'Η'), ("Euml", 'Ë'),
    ("GT", '>'), ("Gamma", 'Γ'), ("Gbreve", 'Ğ'), ("Gcedil", 'Ģ'), ("Gcirc", 'Ĝ'), ("Gdot", 'Ġ'), ("Hat", '^'),
    ("Hcirc", 'Ĥ'), ("Hstrok", 'Ħ'), ("IJlig", 'Ĳ'), ("Iacute", 'Í'), ("Icirc", 'Î'), ("Idot", 'İ'), ("Igrave", 'Ì'),
    ("Imacr", 'Ī'), ("Iogon", 'Į'), ("Iota", 'Ι'), ("Itilde", 'Ĩ'), ("Iuml", 'Ï'), ("Jcirc", 'Ĵ'), ("Kappa", 'Κ'),
    ("Kcedil", 'Ķ'), ("LT", '<'), ("Lacute", 'Ĺ'), ("Lambda", 'Λ'), ("Lcaron", 'Ľ'), ("Lcedil", 'Ļ'), ("Lmidot", 'Ŀ'),
    ("Lstrok", 'Ł'), ("Mu", 'Μ'), ("Nacute", 'Ń'), ("Ncaron", 'Ň'), ("Ncedil", 'Ņ'), ("Ntilde", 'Ñ'), ("Nu", 'Ν'),
    ("OElig", 'Œ'), ("Oacute", 'Ó'), ("Ocirc", 'Ô'), ("Odblac", 'Ő'), ("Ograve", 'Ò'), ("Omacr", 'Ō'), ("Omega", 'Ω'),
    ("Omicron", 'Ο'), ("Oslash", 'Ø'), ("Otilde", 'Õ'), ("Ouml", 'Ö'), ("Phi", 'Φ'), ("Pi", 'Π'), ("Prime", '″'),
    ("Psi", 'Ψ'), ("QUOT", '"'), ("Racute", 'Ŕ'), ("Rcaron", 'Ř'), ("Rcedil", 'Ŗ'), ("Rho", 'Ρ'), ("Sacute", 'Ś'),
    ("Scaron", 'Š'), ("Scedil", 'Ş'), ("Scirc", 'Ŝ'), ("Sigma", 'Σ'), ("THORN", 'Þ'), ("Tau", 'Τ'), ("Tcaron", 'Ť'),
    ("Tcedil", 'Ţ'), ("Theta", 'Θ'), ("ThinSpace", '\u{2009}'), ("Tstrok", 'Ŧ'), ("Uacute", 'Ú'), ("Ubreve", 'Ŭ'),
    ("Ucirc", 'Û'), ("Udblac", 'Ű'), ("Ugrave", 'Ù'), ("Umacr", 'Ū'), ("UnderBar", '_'), ("Uogon", 'Ų'),
    ("Upsilon", 'Υ'), ("Uring", 'Ů'), ("Utilde", 'Ũ'), ("Uuml", 'Ü'), ("VerticalLine", '|'), ("Wcirc", 'Ŵ'),
    ("Xi", 'Ξ'), ("Yacute", 'Ý'), ("Ycirc", 'Ŷ'), ("Yuml", 'Ÿ'), ("Zacute", 'Ź'), ("Zcaron", 'Ž'), ("Zdot", 'Ż'),
    ("Zeta", 'Ζ'), ("aacute", 'á'), ("abreve", 'ă'), ("acirc", 'â'), ("acute", '´'), ("aelig", 'æ'), ("agrave", 'à'),
    ("alefsym", 'ℵ'), ("alpha", 'α'), ("amacr", 'ā'), ("amp", '&'), ("and", '∧'), ("ang", '∠'), ("angst", 'Å'),
    ("aogon", 'ą'), ("apos", '\''), ("aring", 'å'), ("ast", '*'), ("asymp", '≈'), ("atilde", 'ã'), ("auml", 'ä'),
    ("bdquo", '„'), ("beta", 'β'), ("brvbar", '¦'), ("bsol", '\\'), ("bull", '•'), ("cacute", 'ć'), ("cap", '∩'),
    ("ccaron", 'č'), ("ccedil", 'ç'), ("ccirc", 'ĉ'), ("cdot", 'ċ'), ("cedil", '¸'), ("cent", '¢'), ("chi", 'χ'),
    ("circ", 'ˆ'), ("clubs", '♣'), ("colon", ':'), ("comma", ','), ("commat", '@'), ("cong", '≅'), ("copy", '©'),
    ("crarr", '↵'), ("cup", '∪'), ("curren", '¤'), ("dArr", '⇓'), ("dagger", '†'), ("darr", '↓'), ("dcaron", 'ď'),
    ("deg", '°'), ("delta", 'δ'), ("diams", '♦'), ("div", '÷'), ("divide", '÷'), ("dollar", '$'), ("dstrok", 'đ'),
    ("eacute", 'é'), ("ecaron", 'ě'), ("ecirc", 'ê'), ("edot", 'ė'), ("egrave", 'è'), ("emacr", 'ē'), ("empty", '∅'),
    ("emsp", '\u{2003}'), ("eng", 'ŋ'), ("ensp", '\u{2002}'), ("eogon", 'ę'), ("epsilon", 'ε'), ("equals", '='),
    ("equiv", '≡'), ("eta", 'η'), ("eth", 'ð'), ("euml", 'ë'), ("euro", '€'), ("excl", '!'), ("exist", '∃'),
    ("fnof", 'ƒ'), ("forall", '∀'), ("frac12", '½'), ("frac14", '¼'), ("frac34", '¾'), ("frasl", '⁄'), ("gamma", 'γ'),
    ("gbreve", 'ğ'), ("gcirc", 'ĝ'), ("gdot", 'ġ'), ("ge", '≥'), ("grave", '`'), ("gt", '>'), ("hArr", '⇔'),
    ("harr", '↔'), ("hcirc", 'ĥ'), ("hearts", '♥'), ("hellip", '…'), ("hstrok", 'ħ'), ("iacute", 'í'), ("icirc", 'î'),
    ("iexcl", '¡'), ("igrave", 'ì'), ("ijlig", 'ĳ'), ("imacr", 'ī'), ("image", 'ℑ'), ("imath", 'ı'), ("infin", '∞'),
    ("inodot", 'ı'), ("int", '∫'), ("iogon", 'į'), ("iota", 'ι'), ("iquest", '¿'), ("isin", '∈'), ("itilde", 'ĩ'),
    ("iuml", 'ï'), ("jcirc", 'ĵ'), ("kappa", 'κ'), ("kcedil", 'ķ'), ("kgreen", 'ĸ'), ("lArr", '⇐'), ("lacute", 'ĺ'),
    ("lambda", 'λ'), ("lang", '⟨'), ("laquo", '«'), ("larr", '←'), ("lbrace", '{'), ("lbrack", '['), ("lcaron", 'ľ'),
    ("lcedil", 'ļ'), ("lceil", '⌈'), ("lcub", '{'), ("ldquo", '“'), ("le", '≤'), ("lfloor", '⌊'), ("lmidot", 'ŀ'),
    ("lowast", '∗'), ("lowbar", '_'), ("loz", '◊'), ("lpar", '('), ("lrm", '\u{200E}'), ("lsaquo", '‹'),
    ("lsqb", '['), ("lsquo", '‘'), ("lstrok", 'ł'), ("lt", '<'), ("macr", '¯'), ("mdash", '—'), ("micro", 'µ'),
    ("midast", '*'), ("middot", '·'), ("minus", '−'), ("mu", 'μ'), ("nabla", '∇'), ("nacute", 'ń'), ("napos", 'ŉ'),
    ("nbsp", ' '), ("ncaron", 'ň'), ("ncedil", 'ņ'), ("ndash", '–'), ("ne", '≠'), ("ni", '∋'), ("not", '¬'),
    ("notin", '∉'), ("nsub", '⊄'), ("ntilde", 'ñ'), ("nu", 'ν'), ("num", '#'), ("oacute", 'ó'), ("ocirc", 'ô'),
    ("odblac", 'ő'), ("oelig", 'œ'), ("ograve", 'ò'), ("oline", '‾'), ("omacr", 'ō'), ("omega", 'ω'),
    ("omicron", 'ο'), ("oplus", '⊕'), ("or", '∨'), ("ordf", 'ª'), ("ordm", 'º'), ("oslash", 'ø'), ("otilde", 'õ'),
    ("otimes", '⊗'), ("ouml", 'ö'), ("para", '¶'), ("part", '∂'), ("percnt", '%'), ("period", '.'), ("permil", '‰'),
    ("perp", '⊥'), ("phi", 'φ'), ("pi", 'π'), ("piv", 'ϖ'), ("plus", '+'), ("plusmn", '±'), ("pound", '£'),
    ("prime", '′'), ("prod", '∏'), ("prop", '∝'), ("psi", 'ψ'), ("quest", '?'), ("quot", '"'), ("rArr", '⇒'),
    ("racute", 'ŕ'), ("radic", '√'), ("rang", '⟩'), ("raquo", '»'), ("rarr", '→'), ("rbrace", '}'), ("rbrack", ']'),
    ("rcaron", 'ř'), ("rcedil", 'ŗ'), ("rceil", '⌉'), ("rcub", '}'), ("rdquo", '”'), ("real", 'ℜ'), ("reg", '®'),
    ("rfloor", '⌋'), ("rho", 'ρ'), ("rlm", '\u{200F}'), ("rpar", ')'), ("rsaquo", '›'), ("rsqb", ']'), ("rsquo", '’'),
    ("sacute", 'ś'), ("sbquo", '‚'), ("scaron", 'š'), ("scedil", 'ş'), ("scirc", 'ŝ'), ("sdot", '⋅'), ("sect", '§'),
    ("semi", ';'), ("shy", '\u{AD}'), ("sigma", 'σ'), ("sigmaf", 'ς'), ("sim", '∼'), ("sol", '/'), ("spades", '♠'),
    ("sub", '⊂'), ("sube", '⊆'), ("sum", '∑'), ("sup", '⊃'), ("sup1", '¹'), ("sup2", '²'), ("sup3", '³'),
    ("supe", '⊇'), ("szlig", 'ß'), ("tau", 'τ'), ("tcaron", 'ť'), ("tcedil", 'ţ'), ("there4", '∴'), ("theta", 'θ'),
    ("thetasym", 'ϑ'), ("thinsp", '\u{2009}'), ("thorn", 'þ'), ("tilde", '˜'), ("times", '×'), ("trade", '™'),
    ("tstrok", 'ŧ'), ("uArr", '⇑'), ("uacute", 'ú'), ("uarr", '↑'), ("ubreve", 'ŭ'), ("ucirc", 'û'), ("udblac", 'ű'),
    ("ugrave", 'ù'), ("umacr", 'ū'), ("uml", '¨'), ("uogon", 'ų'), ("upsih", 'ϒ'), ("upsilon", 'υ'), ("uring", 'ů'),
    ("utilde", 'ũ'), ("uuml", 'ü'), ("verbar", '|'), ("vert", '|'), ("wcirc", 'ŵ'), ("weierp", '℘'), ("xi", 'ξ'),
    ("yacute", 'ý'), ("ycirc", 'ŷ'), ("yen", '¥'), ("yuml", 'ÿ'), ("zacute", 'ź'), ("zcaron", 'ž'), ("zdot", 'ż'),
    ("zeta", 'ζ'), ("zwj", '\u{200D}'), ("zwnj", '\u{200C}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_undone() {
        for (written, meant) in [
            ("a&amp;b &lt;i&gt; &quot;&#39;&apos;", "a&b <i> \"''"),
            ("0790&#57;5000&#x31;23", "079095000123"),
            ("0790&#0000057 5", "07909 5"),
            ("&nbsp;&#160;&#xA0;", "   "),
            ("Nguy&#7877;n V&abreve;n, &Dstrok;&ocirc;ng", "Nguyễn Văn, Đông"),
            ("&#151;&#x80;", "—€"),
            ("&eacute &copy 5 &hellip x", "é © 5 &hellip x"),
            ("a & b && &; &# &#; &#x; &unknown; &", "a & b && &; &# &#; &#x; &unknown; &"),
            ("&#0;&#xD800;&#99999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ] {
            assert_eq!(decoded(written, true), meant, "{written}");
        }
        assert_eq!(decoded("&eacute;&amp;&#57;&bomb;&amp", false), "&eacute;&9&bomb;&amp");
    }

    #[test]
    fn the_names_are_in_order() {
        assert!(NAMES.is_sorted_by(|one, next| one.0 < next.0));
        assert!(NAMES.iter().all(|(name, _)| name.len() <= LONGEST));
    }
}
