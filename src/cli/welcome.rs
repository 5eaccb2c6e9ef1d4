//! What a newcomer sees first.

use crate::text::Language;

use super::exit::Exit;
use super::session::Session;

const VI: &str = "\
kiemtra - kiểm tra hệ thống trước khi kết nối CSDL quốc gia về dân cư

Bốn bước đầu tiên:
  kiemtra demo                 xem thử: kiểm tra một cổng mẫu ngay trên máy này
  kiemtra init system.yaml     viết tệp khai báo hệ thống, có chú thích
  kiemtra plan system.yaml     xem trước mọi kết nối sẽ thực hiện (chưa gửi gì)
  kiemtra audit system.yaml    kiểm tra, in kết quả, lập biên bản

Sau đó:
  kiemtra errors list          danh mục lỗi: đã khắc phục bao nhiêu trên bao nhiêu
  kiemtra checks explain ID    vì sao, căn cứ nào, sửa thế nào

Trợ giúp: kiemtra --help; English: kiemtra --lang en
";

const EN: &str = "\
kiemtra - inspects a system before it may connect to the population database

The first four steps:
  kiemtra demo                 try it: inspects a sample portal on this machine
  kiemtra init system.yaml     writes a commented declaration of your system
  kiemtra plan system.yaml     shows every connection beforehand (sends nothing)
  kiemtra audit system.yaml    inspects, prints the results, makes the report

After that:
  kiemtra errors list          the error list: how many are fixed, of how many
  kiemtra checks explain ID    why, on what ground, and how to mend it

Help: kiemtra --help; tiếng Việt: kiemtra --lang vi
";

/// Shows the fourteen lines.
pub(super) fn show(session: &Session) -> Exit {
    session.print(match session.language {
        Language::Vi => VI,
        Language::En => EN,
    });
    Exit::Ready
}
