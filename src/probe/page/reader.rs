//! Feeds a document to the tokenizer and its tokens to a draft of the page.

use std::cell::{Cell, RefCell};

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use url::Url;

use super::Page;
use super::attribute::cut;
use super::draft::Draft;

/// Bytes that are fed at a time.
const CHUNK: usize = 2 << 10;
/// The most separators without a token between them. The tokenizer compares each attribute of a tag
/// with all before it, so a tag without end would cost the square of the document; a long comment is
/// told as cut, too.
const MOST_SEPARATORS: usize = 16 << 10;

/// Reads a document that is text already.
pub(super) fn read(text: &str, address: &Url) -> Page {
    let reader = Reader { draft: RefCell::new(Draft::new(address)), spoke: Cell::new(false) };
    let tokenizer = Tokenizer::new(reader, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let (mut rest, mut separators) = (text, 0);
    while !rest.is_empty() {
        let chunk = cut(rest, CHUNK);
        rest = rest.get(chunk.len()..).unwrap_or_default();
        queue.push_back(chunk.into());
        // Always all of it: no script of the page is ever run in between.
        let _ = tokenizer.feed(&queue);
        let more = chunk.bytes().filter(|byte| matches!(byte, b'/' | b'"' | b'\'') || byte.is_ascii_whitespace());
        separators = if tokenizer.sink.spoke.take() { 0 } else { separators + more.count() };
        if separators > MOST_SEPARATORS {
            tokenizer.sink.draft.borrow_mut().page.cut = true;
            break;
        }
    }
    tokenizer.end();
    tokenizer.sink.draft.into_inner().into_page()
}

struct Reader {
    draft: RefCell<Draft>,
    /// Whether a token came since the last look.
    spoke: Cell<bool>,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut draft = self.draft.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                self.spoke.set(true);
                match tag.kind {
                    TagKind::StartTag => {
                        draft.open(&tag);
                        return state_after(&tag.name);
                    }
                    TagKind::EndTag => draft.close(&tag.name),
                }
            }
            Token::CommentToken(comment) => {
                self.spoke.set(true);
                draft.comment(&comment);
            }
            Token::CharacterTokens(text) => {
                self.spoke.set(true);
                draft.text(&text);
            }
            Token::DoctypeToken(_) | Token::NullCharacterToken | Token::ParseError(_) | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

/// What stands inside an element is text up to its own end tag (HTML, 13.2.6).
fn state_after(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
        "plaintext" => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}
