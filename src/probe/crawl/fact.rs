//! What the probe `crawl` tells of a site. Addresses are told as forms: numbers in them are `{n}`, values of queries gone.

use jiff::Timestamp;

use super::injection::InjectionSign;
use super::once_only::PopulationField;
use super::visit::{CrawlEnd, RobotsState};
use crate::fact::{Fact, enumeration, record};
use crate::probe::exposure::{Class, Standing};

record! {
    /// What anybody finds on a site.
    pub struct Crawl {
        /// How far the site was walked through.
        vi "Đã đi qua trang web đến đâu."
        course: Fact<CrawlCourse>,
        /// What was not inspected, and why; at most 100.
        vi "Những gì chưa xem được nội dung và vì sao; tối đa 100 mục."
        not_inspected: Fact<Vec<NotInspected>>,
        /// How much of each class of personal data and secrets there is in all, each value counted once.
        vi "Tổng số từng loại dữ liệu cá nhân và bí mật, mỗi giá trị tính một lần."
        totals: Fact<Vec<ClassTotal>>,
        /// Personal data, by class, form of the address and place; at most 1,000. Unknown where nothing at all could be read.
        vi "Dữ liệu cá nhân, theo loại, dạng địa chỉ và vị trí; tối đa 1.000 mục. Chưa biết nếu không đọc được gì."
        personal: Fact<Vec<Exposed>>,
        /// Secrets of systems: keys, tokens, passwords; at most 1,000.
        vi "Bí mật của hệ thống: khóa, mã truy cập, mật khẩu; tối đa 1.000 mục."
        secrets: Fact<Vec<Exposed>>,
        /// Personal data in addresses: links of pages, redirects, site maps, forms that send by GET.
        vi "Dữ liệu cá nhân trong địa chỉ: liên kết, chuyển hướng, sơ đồ trang, biểu mẫu gửi bằng GET."
        addresses_with_data: Fact<Vec<TellingAddress>>,
        /// Pages with personal data that caches of several people may keep.
        vi "Trang có dữ liệu cá nhân mà bộ đệm dùng chung được phép lưu."
        cacheable: Fact<Vec<ExposedPage>>,
        /// Pages with personal data that search engines may list.
        vi "Trang có dữ liệu cá nhân mà máy tìm kiếm được phép lập chỉ mục."
        indexable: Fact<Vec<ExposedPage>>,
        /// Forms that ask what the population database holds.
        vi "Biểu mẫu hỏi dữ liệu mà CSDL quốc gia về dân cư đã có."
        forms: Fact<Vec<AskingForm>>,
        /// Pages whose text demands the household book, which is abolished since 1 January 2023.
        vi "Trang có nội dung yêu cầu sổ hộ khẩu, đã bỏ từ 01/01/2023."
        household_book: Fact<Vec<NamedPage>>,
        /// Signs that strangers wrote into pages.
        vi "Dấu hiệu người lạ chèn nội dung vào trang."
        injected: Fact<Vec<Injected>>,
        /// Whether the declaration says that the site is there for trying out.
        vi "Khai báo có nói đây là hệ thống thử nghiệm không."
        test_system: bool,
        /// As of when the list of words is by which injected adverts are told.
        vi "Thời điểm lập danh mục từ ngữ dùng để nhận ra quảng cáo bị chèn."
        words_date: Fact<Timestamp>,
    }
}

record! {
    /// How much of one class there is on a site.
    pub struct ClassTotal {
        /// The class.
        vi "Loại."
        class: Class,
        /// How the law classes it.
        vi "Xếp loại theo luật."
        standing: Standing,
        /// Different values.
        vi "Số giá trị khác nhau."
        distinct: i64,
        /// Addresses where there are some.
        vi "Số địa chỉ có dữ liệu loại này."
        addresses: i64,
    }
}

record! {
    /// How far a site was walked through.
    pub struct CrawlCourse {
        /// Addresses that were asked, each once.
        vi "Số địa chỉ đã hỏi, mỗi địa chỉ một lần."
        asked: i64,
        /// Pages (HTML) that came with content.
        vi "Số trang HTML nhận được nội dung."
        pages: i64,
        /// Other documents that came with content.
        vi "Số tài liệu khác nhận được nội dung."
        files: i64,
        /// Documents of which all was inspected.
        vi "Số tài liệu đã xem toàn bộ."
        wholly: i64,
        /// Documents of which a part was inspected.
        vi "Số tài liệu chỉ xem được một phần."
        partly: i64,
        /// What was not inspected at all, answers that did not come among it.
        vi "Số mục không xem được, gồm cả địa chỉ không trả lời."
        not_inspected: i64,
        /// Addresses that lead to other addresses.
        vi "Số địa chỉ chuyển hướng."
        redirects: i64,
        /// Answers that nothing is there (404, 410), and pages that say so under 200.
        vi "Số địa chỉ không có nội dung (404, 410, hoặc trang báo lỗi trả mã 200)."
        missing: i64,
        /// Answers that somebody has to sign in, and ways to a sign-in.
        vi "Số địa chỉ đòi đăng nhập."
        sign_ins: i64,
        /// Answers by an error of the server.
        vi "Số câu trả lời là lỗi máy chủ."
        errors: i64,
        /// Pages that show no text and leave that to scripts.
        vi "Số trang không có nội dung, chỉ do kịch bản dựng nên."
        built_by_script: i64,
        /// Why it ended.
        vi "Vì sao dừng."
        ended_because: CrawlEnd,
        /// What the site asks of robots, and whether it was kept to.
        vi "Yêu cầu của trang đối với robot và có tuân theo không."
        robots: RobotsState,
        /// Addresses left alone because robots may not visit them.
        vi "Số địa chỉ bỏ qua vì robots.txt."
        left_by_robots: i64,
        /// Addresses left alone because the declaration says so.
        vi "Số địa chỉ bỏ qua theo khai báo."
        left_by_declaration: i64,
        /// Addresses left alone because many others of their form said the same.
        vi "Số địa chỉ bỏ qua vì nhiều địa chỉ cùng dạng có nội dung như nhau."
        left_alike: i64,
        /// Addresses left alone because they are too many links away.
        vi "Số địa chỉ bỏ qua vì cách trang đầu quá nhiều liên kết."
        left_deep: i64,
        /// Addresses that were known and not asked before the end.
        vi "Số địa chỉ đã biết nhưng chưa hỏi khi dừng."
        left_unasked: i64,
        /// Links left alone because they may sign somebody out or change something.
        vi "Số liên kết bỏ qua vì có thể đăng xuất hoặc làm thay đổi dữ liệu."
        left_acts: i64,
    }
}

enumeration! {
    /// Why something was not inspected.
    pub enum CrawlObstacle = "crawl_obstacle" {
        /// It is encrypted.
        Encrypted = "encrypted",
        /// It is an image without text.
        ImageOnly = "image-only",
        /// It is longer, or unpacks to more, than is read.
        TooLarge = "too-large",
        /// It is nested deeper than is read.
        TooDeep = "too-deep",
        /// It is damaged, or not what it claims to be.
        Damaged = "damaged",
        /// Nobody here reads this format.
        UnknownFormat = "unknown-format",
        /// It is no document by what the server calls it, and was cut off.
        CutOff = "cut-off",
        /// It shows no text; its scripts build it.
        BuiltByScript = "built-by-script",
        /// It came packed in a way that nobody asked for.
        Packed = "packed",
        /// There was no answer.
        NoAnswer = "no-answer",
    }
}

record! {
    /// Something that was not inspected.
    pub struct NotInspected {
        /// Where: the address, long numbers covered, and the place inside.
        vi "Ở đâu: địa chỉ (che số dài) và vị trí bên trong."
        place: String,
        /// Why.
        vi "Vì sao."
        obstacle: CrawlObstacle,
    }
}

record! {
    /// Values of one class at one place of pages of one form.
    pub struct Exposed {
        /// Class, form of the address and place, by which errors are told apart.
        vi "Loại, dạng địa chỉ và vị trí, dùng để phân biệt các lỗi."
        id: String,
        /// What they are.
        vi "Là dữ liệu gì."
        class: Class,
        /// What they are, in Vietnamese.
        vi "Tên loại dữ liệu bằng tiếng Việt."
        label_vi: String,
        /// What they are, in English.
        vi "Tên loại dữ liệu bằng tiếng Anh."
        label_en: String,
        /// How the law classes them.
        vi "Pháp luật xếp vào nhóm nào."
        standing: Standing,
        /// The form of the addresses.
        vi "Dạng địa chỉ."
        address: String,
        /// The first of the addresses, long numbers covered.
        vi "Địa chỉ đầu tiên, đã che số dài."
        example: String,
        /// Where in the document.
        vi "Vị trí trong tài liệu."
        place: String,
        /// The same place in Vietnamese.
        vi "Vị trí, bằng tiếng Việt."
        place_vi: String,
        /// On how many addresses.
        vi "Số địa chỉ có dữ liệu này."
        addresses: i64,
        /// How many different values.
        vi "Số giá trị khác nhau."
        distinct: i64,
        /// How often values were met.
        vi "Số lần gặp."
        occurrences: i64,
        /// Up to three of them, masked.
        vi "Tối đa ba giá trị đã che."
        samples: Vec<String>,
        /// Whether a reader of the document does not see them.
        vi "Người đọc tài liệu có nhìn thấy không (ẩn)."
        hidden: bool,
    }
}

record! {
    /// Personal data in addresses of one form.
    pub struct TellingAddress {
        /// Form and class, by which errors are told apart.
        vi "Dạng địa chỉ và loại dữ liệu, dùng để phân biệt các lỗi."
        id: String,
        /// The form of the addresses; for forms, the page.
        vi "Dạng địa chỉ; với biểu mẫu là trang chứa biểu mẫu."
        address: String,
        /// What they hold, or what a form that sends by GET asks.
        vi "Chứa dữ liệu gì, hoặc biểu mẫu gửi bằng GET hỏi gì."
        holds: String,
        /// How many different values; absent for forms.
        vi "Số giá trị khác nhau; vắng mặt với biểu mẫu."
        distinct: Fact<i64>,
    }
}

record! {
    /// A page with personal data.
    pub struct ExposedPage {
        /// The form of its address.
        vi "Dạng địa chỉ."
        address: String,
        /// The first of the addresses, long numbers covered.
        vi "Địa chỉ đầu tiên, đã che số dài."
        example: String,
        /// What it holds, sorted.
        vi "Chứa những loại dữ liệu nào."
        classes: Vec<Class>,
        /// How many addresses of the form.
        vi "Số địa chỉ cùng dạng."
        addresses: i64,
        /// Whether a site map names one.
        vi "Có được sơ đồ trang nêu tên không."
        in_site_map: bool,
    }
}

record! {
    /// A form that asks what the population database holds.
    pub struct AskingForm {
        /// The form of the page's address and the form's name.
        vi "Dạng địa chỉ của trang và tên biểu mẫu."
        id: String,
        /// The form of the page's address.
        vi "Dạng địa chỉ của trang."
        address: String,
        /// The first of the pages, long numbers covered.
        vi "Trang đầu tiên, đã che số dài."
        example: String,
        /// Id, name, or the title of its page.
        vi "Mã, tên biểu mẫu hoặc tiêu đề trang."
        name: String,
        /// What comes empty and the population database holds.
        vi "Những mục để trống mà CSDL quốc gia về dân cư đã có."
        fields: Vec<PopulationField>,
        /// Whether it asks for a copy of a card or of a confirmation of residence.
        vi "Có đòi bản sao thẻ căn cước hay giấy xác nhận cư trú không."
        copies: bool,
        /// Whether it asks for the household book.
        vi "Có đòi sổ hộ khẩu không."
        household_book: bool,
        /// The suspected grade: 3 asks empty what is known, 4 asks for copies; 0 neither.
        vi "Mức nghi ngờ: 3 hỏi lại dữ liệu đã có, 4 đòi bản sao giấy tờ; 0 không có."
        grade: i64,
    }
}

record! {
    /// A page.
    pub struct NamedPage {
        /// The form of its address.
        vi "Dạng địa chỉ."
        address: String,
        /// The first of the pages, long numbers covered.
        vi "Trang đầu tiên, đã che số dài."
        example: String,
    }
}

record! {
    /// A sign that strangers wrote into a page.
    pub struct Injected {
        /// The sign and the form of the address.
        vi "Dấu hiệu và dạng địa chỉ."
        id: String,
        /// Which sign.
        vi "Dấu hiệu nào."
        sign: InjectionSign,
        /// The words or the host.
        vi "Từ ngữ hoặc tên máy chủ."
        what: String,
        /// The first of the pages, long numbers covered.
        vi "Trang đầu tiên, đã che số dài."
        example: String,
        /// How many pages.
        vi "Số trang."
        pages: i64,
    }
}
