//! The facts of the probe `api`.

use crate::fact::{Fact, enumeration, record};
use crate::probe::exposure::Class;

enumeration! {
    /// How a route takes a reader who shows no token.
    pub enum Standing = "api_standing" {
        /// Turned away with 401 or 403.
        Refused = "refused",
        /// Sent to a page where one signs in.
        SignIn = "sign_in",
        /// 404 or 410: nothing is given, and nothing is said of why.
        NotFound = "not_found",
        /// Turned away in the body, while the status says that all is well.
        ErrorWith200 = "error_with_200",
        /// Ended by an error of the server (500).
        ServerError = "server_error",
        /// Given data.
        Open = "open",
    }
}

enumeration! {
    /// A description of an interface that programs read.
    pub enum DocumentKind = "api_document" {
        /// OpenAPI or Swagger.
        Openapi = "openapi",
        /// The page of Swagger that shows one.
        SwaggerPage = "swagger_page",
        /// WSDL.
        Wsdl = "wsdl",
        /// WADL.
        Wadl = "wadl",
        /// The metadata of OData.
        Odata = "odata",
        /// GraphQL that describes itself.
        Graphql = "graphql",
        /// A collection of Postman.
        Postman = "postman",
    }
}

record! {
    /// What a data service gives to a reader without a token.
    pub struct Api {
        /// The declared routes, each asked without a token.
        vi "Các đường dẫn đã khai báo, mỗi đường dẫn được hỏi khi không có mã truy cập."
        routes: Vec<RouteSeen>,
        /// What cross-origin pages may read.
        vi "Trang thuộc nguồn gốc khác được đọc những gì."
        cors: Fact<ApiCors>,
        /// The service's own description, where it is public.
        vi "Tài liệu mô tả dịch vụ, nếu ai cũng đọc được."
        documents: Fact<Documents>,
        /// The same over plain HTTP, where a plain port is declared.
        vi "Dịch vụ qua HTTP không mã hóa, nếu có khai báo cổng."
        plain: Fact<PlainRoute>,
        /// What error answers tell of the inside: `stack-trace`, `file-path`, `framework-debug`, `sql-error`, `version`.
        vi "Câu trả lời lỗi để lộ những gì bên trong: `stack-trace`, `file-path`, `framework-debug`, `sql-error`, `version`."
        reveals: Fact<Vec<String>>,
        /// Headers that name a program with its version, `header: value`.
        vi "Tiêu đề nêu tên phần mềm kèm phiên bản, dạng `tiêu đề: giá trị`."
        version_banners: Vec<String>,
    }
}

record! {
    /// A declared route, asked by GET without a token.
    pub struct RouteSeen {
        /// Its path, without the query.
        vi "Đường dẫn, không kèm truy vấn."
        path: String,
        /// Whether it is declared to answer everybody.
        vi "Có được khai báo là công khai hay không."
        public: bool,
        /// How a reader without a token fares.
        vi "Người đọc không có mã truy cập được đối xử ra sao."
        standing: Fact<Standing>,
        /// Which personal data and secrets the answer to nobody in particular holds; empty where it gives nothing.
        vi "Câu trả lời cho người bất kỳ chứa những loại dữ liệu cá nhân, bí mật nào; rỗng nếu không trả gì."
        personal: Fact<Vec<Class>>,
        /// The status.
        vi "Mã trạng thái."
        status: Fact<i64>,
        /// The content type.
        vi "Kiểu nội dung."
        content_type: Fact<String>,
        /// The scheme that `WWW-Authenticate` asks for.
        vi "Kiểu xác thực mà `WWW-Authenticate` yêu cầu."
        challenge: Fact<String>,
        /// Whether the answer forbids storing it (`no-store`).
        vi "Câu trả lời có cấm lưu (`no-store`) hay không."
        no_store: Fact<bool>,
        /// Whether the answer may be stored for everybody (`public`, or `s-maxage` above zero).
        vi "Câu trả lời có cho phép lưu dùng chung (`public`, `s-maxage`) hay không."
        shared_cache: Fact<bool>,
    }
}

record! {
    /// What cross-origin pages may read of a protected route.
    pub struct ApiCors {
        /// Whether any origin is admitted by `*`.
        vi "Có cho mọi nguồn gốc bằng `*` hay không."
        any_origin: bool,
        /// Whether an origin that nobody owns is admitted by name.
        vi "Có chấp nhận đích danh một nguồn gốc lạ hay không."
        foreign: bool,
        /// Whether that goes with credentials.
        vi "Nguồn gốc lạ có được kèm thông tin đăng nhập hay không."
        foreign_credentials: bool,
        /// Whether the origin `null` is admitted by name.
        vi "Có chấp nhận nguồn gốc `null` hay không."
        null_origin: bool,
        /// Whether that goes with credentials.
        vi "Nguồn gốc `null` có được kèm thông tin đăng nhập hay không."
        null_credentials: bool,
        /// An origin that only looks like one of the system's and is admitted by name.
        vi "Nguồn gốc chỉ giống tên của hệ thống mà vẫn được chấp nhận."
        look_alike: Fact<String>,
    }
}

record! {
    /// Descriptions of the interface that anybody can read.
    pub struct Documents {
        /// Whether they are declared to be public.
        vi "Có được khai báo là công khai hay không."
        declared_public: bool,
        /// The first that was found; the search ends there.
        vi "Tài liệu đầu tiên tìm thấy; tìm thấy thì dừng."
        found: Vec<Document>,
        /// Usual places that were asked.
        vi "Số nơi thường gặp đã hỏi."
        asked: i64,
    }
}

record! {
    /// A description of an interface.
    pub struct Document {
        /// Its kind, proved by its content.
        vi "Loại, chứng minh bằng nội dung."
        kind: DocumentKind,
        /// Where it is.
        vi "Địa chỉ."
        path: String,
    }
}

record! {
    /// A protected route over plain HTTP.
    pub struct PlainRoute {
        /// Whether the port accepts and answers.
        vi "Cổng có trả lời hay không."
        answers: bool,
        /// Whether the service itself answers there, and does not send the reader to https or away.
        vi "Chính dịch vụ có trả lời ở đó (không chuyển sang https, không từ chối) hay không."
        serves: bool,
        /// The status.
        vi "Mã trạng thái."
        status: Fact<i64>,
    }
}
