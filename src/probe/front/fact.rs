//! What the probe `front` tells of a page. What is no HTML page has nothing of it: absent.

use jiff::Timestamp;

use crate::fact::{Fact, enumeration, record};

record! {
    /// What a visitor's browser gets and runs.
    pub struct Front {
        /// The page itself.
        vi "Bản thân trang."
        page: Fact<FrontPage>,
        /// What the content policies stop, headers and metas together; absent where the answer is no HTML.
        vi "Các chính sách nội dung (CSP) chặn được gì, gồm cả tiêu đề và thẻ meta; vắng mặt nếu không phải HTML."
        csp: Fact<ContentPolicy>,
        /// Unencrypted addresses of the encrypted page; absent over plain HTTP.
        vi "Các địa chỉ không mã hóa của trang mã hóa; vắng mặt với HTTP thường."
        mixed: Fact<Mixed>,
        /// The sites of others that the page loads from, sorted.
        vi "Các trang bên thứ ba mà trang nạp nội dung, đã sắp xếp."
        third_parties: Fact<Vec<ThirdParty>>,
        /// Scripts and styles of others that come without a digest which browsers check (Subresource Integrity), sorted.
        vi "Mã kịch bản, kiểu trình bày của bên thứ ba không có mã băm để trình duyệt kiểm tra (SRI), đã sắp xếp."
        unguarded: Fact<Vec<Unguarded>>,
        /// Services that track visitors, sorted.
        vi "Các dịch vụ theo dõi người dùng, đã sắp xếp."
        trackers: Fact<Vec<Tracker>>,
        /// The front-end libraries that were recognised, by name and version.
        vi "Các thư viện giao diện nhận ra được, theo tên và phiên bản."
        libraries: Fact<Vec<Library>>,
        /// How many scripts of the own site were looked into.
        vi "Đã xem nội dung bao nhiêu tệp kịch bản của chính trang."
        scripts: Fact<ScriptCount>,
        /// The program that the page names as its maker, with a version number; absent without.
        vi "Chương trình tạo trang tự xưng kèm số phiên bản (meta generator); vắng mặt nếu không có."
        generator: Fact<String>,
        /// As of when the lists are that the page was compared with.
        vi "Thời điểm lập các danh mục dùng để đối chiếu."
        lists: Fact<ListDates>,
    }
}

record! {
    /// The page where the way of redirects ends on the declared host.
    pub struct FrontPage {
        /// Its address, without the query.
        vi "Địa chỉ, bỏ phần truy vấn."
        address: String,
        /// The status.
        vi "Mã trạng thái."
        status: i64,
        /// Whether it is HTML.
        vi "Có phải HTML không."
        html: bool,
        /// Whether all of it was read.
        vi "Có đọc hết được trang không."
        whole: bool,
        /// The encoding by which it was read.
        vi "Bảng mã dùng để đọc."
        charset: Fact<String>,
        /// Whether it asks for personal data: a password, a name, a personal number, a way to reach somebody.
        vi "Có biểu mẫu hỏi dữ liệu cá nhân không (mật khẩu, họ tên, số định danh, cách liên hệ)."
        asks_personal: bool,
        /// Whether caches are forbidden to keep it (`no-store`).
        vi "Có cấm lưu đệm không (`no-store`)."
        no_store: bool,
        /// Scripts that stand in the page.
        vi "Số đoạn mã kịch bản viết thẳng trong trang."
        inline_scripts: i64,
        /// Attributes that hold script, such as `onclick`, and `javascript:` addresses.
        vi "Số thuộc tính chứa mã kịch bản như `onclick` và địa chỉ `javascript:`."
        handlers: i64,
        /// The referrer policy in force, of header and meta; absent without one.
        vi "Chính sách referrer được áp dụng, theo tiêu đề và thẻ meta; vắng mặt nếu không có."
        referrer: Fact<String>,
    }
}

enumeration! {
    /// What content policies are worth against injected content, worst first.
    pub enum CspGrade = "csp_grade" {
        /// None is in force, or scripts are not limited at all.
        F = "F",
        /// Inline code or foreign scripts run: an injection is not stopped.
        E = "E",
        /// Scripts are limited, but to hosts from which anybody's code can be had.
        D = "D",
        /// Injected scripts are stopped, but a way round stays: plug-ins, the base address, or text run as script.
        C = "C",
        /// Injected scripts are stopped; framing, the base address or the target of forms stays open.
        B = "B",
        /// All of it is stopped.
        A = "A",
    }
}

record! {
    /// What the content policies in force stop, all of them together.
    pub struct ContentPolicy {
        /// What they are worth, `F` to `A`.
        vi "Giá trị bảo vệ, từ `F` đến `A`."
        grade: CspGrade,
        /// How many are in force.
        vi "Số chính sách có hiệu lực."
        enforced: i64,
        /// How many only report.
        vi "Số chính sách chỉ báo cáo."
        report_only: i64,
        /// Whether those in force stand in the page alone and not in a header.
        vi "Chính sách có hiệu lực chỉ nằm trong trang, không có trong tiêu đề."
        by_meta_only: bool,
        /// Whether code written into the page is stopped.
        vi "Có chặn mã viết thẳng trong trang không."
        stops_inline: bool,
        /// Whether scripts of any host are stopped.
        vi "Có chặn mã kịch bản từ máy chủ bất kỳ không."
        stops_foreign_scripts: bool,
        /// Whether text run as script is stopped (`unsafe-eval`).
        vi "Có chặn chạy chuỗi văn bản như mã không (`unsafe-eval`)."
        stops_eval: bool,
        /// Whether plug-ins and embedded objects of any host are stopped.
        vi "Có chặn trình cắm thêm, đối tượng nhúng từ máy chủ bất kỳ không."
        stops_plugins: bool,
        /// Whether an injected `<base>` is stopped.
        vi "Có chặn thẻ `<base>` bị chèn vào không."
        stops_base: bool,
        /// Whether framing by any host is stopped.
        vi "Có chặn trang lạ nhúng khung không."
        stops_framing: bool,
        /// Whether forms that send to any host are stopped.
        vi "Có chặn biểu mẫu gửi tới máy chủ bất kỳ không."
        stops_form_posts: bool,
        /// Hosts among the sources of scripts from which anybody's code can be had.
        vi "Các máy chủ trong nguồn mã kịch bản mà ai cũng lấy được mã của mình từ đó."
        bypass_hosts: Vec<String>,
        /// Whether a nonce was the same in two answers; absent without one.
        vi "Giá trị nonce có lặp lại trong hai câu trả lời không; vắng mặt nếu không dùng nonce."
        nonce_repeats: Fact<bool>,
        /// Whether unencrypted addresses are raised to encrypted ones (`upgrade-insecure-requests`).
        vi "Có tự nâng địa chỉ không mã hóa lên mã hóa không (`upgrade-insecure-requests`)."
        upgrades: bool,
        /// Directives that no browser knows: mostly misspelt.
        vi "Các chỉ thị trình duyệt không biết, thường do gõ sai."
        unknown_directives: Vec<String>,
        /// Why the grade is no better: `base-open`, `bypass-host`, `data-scripts`, `eval-allowed`, `foreign-allowed`, `forms-open`, `framing-open`, `inline-allowed`, `no-policy`, `nonce-repeats`, `nonce-short`, `plain-source`, `plugins-open`, `report-only`, `scripts-unlimited`, `unknown-directive`.
        vi "Vì sao chưa tốt hơn: `base-open`, `bypass-host`, `data-scripts`, `eval-allowed`, `foreign-allowed`, `forms-open`, `framing-open`, `inline-allowed`, `no-policy`, `nonce-repeats`, `nonce-short`, `plain-source`, `plugins-open`, `report-only`, `scripts-unlimited`, `unknown-directive`."
        reasons: Vec<String>,
    }
}

record! {
    /// Unencrypted addresses of an encrypted page, each list at most 20.
    pub struct Mixed {
        /// What can take the page over: scripts, styles, frames, objects.
        vi "Những gì có thể chiếm quyền trang: mã kịch bản, kiểu trình bày, khung, đối tượng."
        active: Vec<String>,
        /// What is only shown or played.
        vi "Những gì chỉ để hiển thị hoặc phát."
        passive: Vec<String>,
        /// Where forms send.
        vi "Nơi biểu mẫu gửi dữ liệu tới."
        forms: Vec<String>,
        /// Whether browsers raise them to encrypted ones (`upgrade-insecure-requests`).
        vi "Trình duyệt có tự nâng chúng lên mã hóa không (`upgrade-insecure-requests`)."
        upgraded: bool,
    }
}

record! {
    /// A site of others.
    pub struct ThirdParty {
        /// Its registrable domain.
        vi "Tên miền đăng ký."
        site: String,
        /// Its hosts, at most ten.
        vi "Các máy chủ, tối đa mười."
        hosts: Vec<String>,
        /// What is had from there: `script`, `style`, `frame`, `object`, `image`, `media`, `manifest`, `preload`, `form`.
        vi "Lấy gì từ đó: `script`, `style`, `frame`, `object`, `image`, `media`, `manifest`, `preload`, `form`."
        kinds: Vec<String>,
        /// Whether it can take the page over or change it.
        vi "Có thể chiếm quyền hoặc thay đổi trang không."
        active: bool,
        /// Whether it is below `gov.vn`.
        vi "Có thuộc `gov.vn` không."
        government: bool,
    }
}

record! {
    /// A script or style of others that browsers do not check.
    pub struct Unguarded {
        /// Its address, without the query.
        vi "Địa chỉ, bỏ phần truy vấn."
        address: String,
        /// `script` or `style`.
        vi "`script` hoặc `style`."
        kind: String,
        /// `missing`, or `invalid` where no digest is one that browsers know.
        vi "`missing` (không có) hoặc `invalid` (mã băm trình duyệt không biết)."
        integrity: String,
    }
}

record! {
    /// A service that tracks visitors.
    pub struct Tracker {
        /// Its name.
        vi "Tên dịch vụ."
        name: String,
        /// The host that was found.
        vi "Máy chủ được thấy."
        host: String,
    }
}

record! {
    /// A front-end library.
    pub struct Library {
        /// Its name.
        vi "Tên."
        name: String,
        /// Name and version, as far as known.
        vi "Tên kèm phiên bản nếu biết."
        label: String,
        /// Its version.
        vi "Phiên bản."
        version: Fact<String>,
        /// What told it: `address` or `content`.
        vi "Biết qua đâu: `address` (địa chỉ) hoặc `content` (nội dung)."
        told_by: String,
        /// Where it is loaded from; empty where it stands in the page.
        vi "Nạp từ đâu; rỗng nếu nằm ngay trong trang."
        address: String,
        /// The published weaknesses of that version in the list, sorted.
        vi "Các lỗ hổng đã công bố của phiên bản đó có trong danh mục, đã sắp xếp."
        faults: Fact<Vec<String>>,
        /// The gravest of them: `critical`, `high`, `medium`, `low`; absent without any.
        vi "Mức nặng nhất: `critical`, `high`, `medium`, `low`; vắng mặt nếu không có."
        gravest: Fact<String>,
        /// The version in which all of them are mended; absent where there are none, or no such version.
        vi "Phiên bản đã vá hết; vắng mặt nếu không có lỗ hổng hoặc chưa có bản vá."
        mended_in: Fact<String>,
        /// Whether that line of versions is still maintained.
        vi "Nhánh phiên bản đó còn được bảo trì không."
        maintained: Fact<bool>,
    }
}

record! {
    /// Scripts of the own site that the page loads.
    pub struct ScriptCount {
        /// How many.
        vi "Tổng số."
        own: i64,
        /// How many of them were read whole.
        vi "Số tệp đã đọc hết."
        read: i64,
    }
}

record! {
    /// As of when the lists are.
    pub struct ListDates {
        /// The front-end libraries.
        vi "Danh mục thư viện giao diện."
        libraries: Timestamp,
        /// The trackers, and the hosts of anybody's code.
        vi "Danh mục dịch vụ theo dõi và máy chủ cho phép mã của bất kỳ ai."
        hosts: Timestamp,
    }
}
