//! The facts of the probe `exposed`.

use jiff::Timestamp;

use crate::fact::{Fact, enumeration, record};

enumeration! {
    /// What kind of thing is exposed.
    pub enum Category = "exposed_category" {
        /// A repository of source code.
        Repositories = "repositories",
        /// A file of settings, or a copy of source code.
        Configuration = "configuration",
        /// A private key or a file of passwords.
        PrivateKeys = "private-keys",
        /// A dump or a file of a database.
        Dumps = "dumps",
        /// An archive.
        Backups = "backups",
        /// Management endpoints that give the inside of a program.
        Management = "management",
        /// Pages of debugging.
        Debugging = "debugging",
        /// The list of what a folder holds.
        DirectoryListing = "directory-listing",
        /// The list of what an object store holds.
        Storage = "storage",
        /// A log.
        Logs = "logs",
        /// Pages of status and measurements.
        Metrics = "metrics",
        /// The sign-in page of a console of administration.
        Consoles = "consoles",
        /// A page that installs.
        Installers = "installers",
        /// A description of an interface.
        InterfaceDocuments = "interface-documents",
        /// The source of a script.
        SourceMaps = "source-maps",
        /// An error that tells of the inside.
        VerboseErrors = "verbose-errors",
        /// A page that came with the server.
        DefaultPages = "default-pages",
        /// A file of developers.
        DeveloperFiles = "developer-files",
        /// A policy that opens the site to programs of every other one.
        CrossDomain = "cross-domain",
    }
}

enumeration! {
    /// How much of a web root is told of this subject.
    pub enum Coverage = "exposed_coverage" {
        /// The whole root.
        Whole = "whole",
        /// The declared folder alone; the root is told of another subject.
        Folder = "folder",
        /// Nothing: all of it is told of another subject.
        Elsewhere = "elsewhere",
    }
}

enumeration! {
    /// How a server answers names that it does not have.
    pub enum Manner = "exposed_manner" {
        /// 404 or 410.
        NotFound = "not-found",
        /// A page under a good status.
        Page = "page",
        /// A redirect to where one signs in.
        SignIn = "sign-in",
        /// Another redirect.
        Redirect = "redirect",
        /// 401.
        Guarded = "guarded",
        /// 403 or another refusal.
        Refused = "refused",
        /// An error of its own.
        Error = "error",
    }
}

record! {
    /// What a web root gives to outsiders in well-known places.
    pub struct Exposed {
        /// How much of the root is told here.
        vi "Phần nào của gốc trang được nói tới ở đây."
        coverage: Coverage,
        /// The subject of which the root is told, where it is another.
        vi "Đối tượng khác mà gốc trang được nói tới ở đó."
        told_of: Fact<String>,
        /// How the server answers names that it does not have.
        vi "Máy chủ trả lời thế nào với những tên không có thật."
        baseline: Fact<Baseline>,
        /// How many requests were sent.
        vi "Số yêu cầu đã gửi."
        asked: i64,
        /// Places that were not asked, or whose answers prove nothing, by reason.
        vi "Những nơi chưa hỏi được hoặc câu trả lời không chứng minh được gì, theo lý do."
        not_asked: Vec<NotAsked>,
        /// Places that turn outsiders away though the server answers random names otherwise: guarded, not exposed.
        vi "Những nơi từ chối người ngoài trong khi tên không có thật được trả lời khác: được bảo vệ, không bị lộ."
        guarded: Vec<Guarded>,
        /// The date of the list of rules.
        vi "Ngày lập danh mục quy tắc."
        list: Fact<Timestamp>,
        /// Repositories of source code.
        vi "Kho mã nguồn."
        repositories: Fact<Vec<Exposure>>,
        /// Files of settings and copies of source code.
        vi "Tệp cấu hình và bản sao mã nguồn."
        configuration: Fact<Vec<Exposure>>,
        /// Private keys and files of passwords.
        vi "Khóa bí mật và tệp mật khẩu."
        private_keys: Fact<Vec<Exposure>>,
        /// Dumps and files of databases.
        vi "Bản kết xuất và tệp cơ sở dữ liệu."
        dumps: Fact<Vec<Exposure>>,
        /// Archives.
        vi "Tệp nén sao lưu."
        backups: Fact<Vec<Exposure>>,
        /// Management endpoints that give the inside of a program.
        vi "Điểm quản lý nội bộ của ứng dụng."
        management: Fact<Vec<Exposure>>,
        /// Pages of debugging.
        vi "Trang gỡ lỗi."
        debugging: Fact<Vec<Exposure>>,
        /// Lists of what folders hold.
        vi "Danh sách tệp của thư mục."
        directory_listings: Fact<Vec<Exposure>>,
        /// Lists of what object stores hold.
        vi "Danh sách đối tượng của kho lưu trữ."
        storage: Fact<Vec<Exposure>>,
        /// Logs.
        vi "Nhật ký."
        logs: Fact<Vec<Exposure>>,
        /// Pages of status and measurements.
        vi "Trang trạng thái và số đo."
        metrics: Fact<Vec<Exposure>>,
        /// Sign-in pages of consoles of administration.
        vi "Trang đăng nhập của công cụ quản trị."
        consoles: Fact<Vec<Exposure>>,
        /// Pages that install.
        vi "Trang cài đặt."
        installers: Fact<Vec<Exposure>>,
        /// Descriptions of interfaces. Absent for a data service, of which the probe `api` tells.
        vi "Tài liệu mô tả giao diện. Không có với dịch vụ dữ liệu, vì bộ dò `api` đã nói tới."
        interface_documents: Fact<Vec<Exposure>>,
        /// Source maps of the site's own scripts, with the source inside.
        vi "Bản đồ mã nguồn của kịch bản, có kèm mã nguồn."
        source_maps: Fact<Vec<Exposure>>,
        /// Errors that tell of the inside, besides what the plain error page tells.
        vi "Thông báo lỗi để lộ bên trong, ngoài những gì trang lỗi thường đã lộ."
        verbose_errors: Fact<Vec<Exposure>>,
        /// Pages that came with the server.
        vi "Trang mặc định đi kèm máy chủ."
        default_pages: Fact<Vec<Exposure>>,
        /// Files of developers.
        vi "Tệp của lập trình viên."
        developer_files: Fact<Vec<Exposure>>,
        /// Policies that open the site to programs of every other one.
        vi "Chính sách mở trang cho chương trình của mọi trang khác."
        cross_domain: Fact<Vec<Exposure>>,
    }
}

record! {
    /// One exposed thing.
    pub struct Exposure {
        /// The rule of `data/exposures.yaml`.
        vi "Quy tắc trong `data/exposures.yaml`."
        rule: String,
        /// The path, without its query.
        vi "Đường dẫn, không kèm truy vấn."
        path: String,
        /// What it is: a product or a format.
        vi "Là gì: sản phẩm hoặc định dạng."
        what: String,
        /// The stack that it belongs to, where it belongs to one.
        vi "Thuộc nền tảng nào, nếu thuộc riêng một nền tảng."
        stack: Fact<String>,
        /// How grave it is: `critical`, `high`, `medium` or `low`.
        vi "Mức nghiêm trọng: `critical`, `high`, `medium` hoặc `low`."
        severity: String,
        /// The status.
        vi "Mã trạng thái."
        status: i64,
        /// The signature in the content that proves it, in words; nothing of the content.
        vi "Dấu trong nội dung đã chứng minh, bằng lời; không chép nội dung."
        proof: String,
        /// Names of settings, endings of files, names of endpoints or the title of a page; never a value.
        vi "Tên mục cấu hình, đuôi tệp, tên điểm quản lý hoặc tiêu đề trang; không bao giờ có giá trị."
        details: Vec<String>,
        /// How many bytes of it were read.
        vi "Số byte đã đọc."
        bytes_read: i64,
    }
}

record! {
    /// A place that turns outsiders away.
    pub struct Guarded {
        /// The rule.
        vi "Quy tắc."
        rule: String,
        /// The path.
        vi "Đường dẫn."
        path: String,
        /// The status.
        vi "Mã trạng thái."
        status: i64,
    }
}

record! {
    /// How a server answers names that it does not have.
    pub struct Baseline {
        /// Names without an ending.
        vi "Tên không có đuôi."
        manner: Manner,
        /// The statuses of every random name that was asked first: plain, page, folder, dot, and the endings of scripts.
        vi "Mã trạng thái của các tên ngẫu nhiên hỏi đầu tiên: thường, trang, thư mục, bắt đầu bằng dấu chấm, đuôi kịch bản."
        statuses: Vec<i64>,
    }
}

record! {
    /// Places of which nothing can be said.
    pub struct NotAsked {
        /// The kind of thing that would stand there.
        vi "Loại nội dung."
        category: Category,
        /// How many places.
        vi "Số nơi."
        places: i64,
        /// Why.
        vi "Lý do."
        reason: String,
    }
}
