//! The facts of the probe `api_tokens`.

use crate::fact::{Fact, record};

record! {
    /// Whom a data service lets in that it must not; absent as a whole where no protected route, no look-up and no path of GraphQL is declared.
    pub struct ApiTokens {
        /// The protected route on which everything is tried: the first that turns a reader without a token away.
        vi "Đường dẫn dùng để thử: đường dẫn cần bảo vệ đầu tiên từ chối người đọc không có mã truy cập."
        guard: Fact<Guard>,
        /// How the lent token is taken; absent where none is lent. Without it a refusal says less: perhaps nobody is let in.
        vi "Mã truy cập được cho mượn được đối xử ra sao; không có nếu không cho mượn. Thiếu mã này thì một lần từ chối chứng minh được ít hơn: có thể không ai vào được."
        entry: Fact<Entry>,
        /// A token that is no token at all. Where it is taken every token is, and no other is tried.
        vi "Một chuỗi không phải mã truy cập. Nếu được chấp nhận thì mọi mã đều được chấp nhận, không thử mã khác."
        malformed: Fact<Trial>,
        /// An unsigned token (`alg: none`).
        vi "Mã không ký (`alg: none`)."
        alg_none: Fact<Trial>,
        /// A token whose signature is wrong, in the service's own scheme and by a foreign key in PS256. Where it is taken no signature is checked, and no other signature is tried.
        vi "Mã có chữ ký sai, theo kiểu chữ ký của dịch vụ và theo kiểu PS256 bằng khóa lạ. Nếu được chấp nhận thì chữ ký không hề được kiểm tra, không thử chữ ký khác."
        bad_signature: Fact<Trial>,
        /// A token that brings its own key (`jwk`).
        vi "Mã tự mang theo khóa (`jwk`)."
        embedded_key: Fact<Trial>,
        /// A token that says its key is at an address of ours (`jku`, `x5u`), which does not exist.
        vi "Mã chỉ nơi lấy khóa do người gửi chọn (`jku`, `x5u`), là địa chỉ không tồn tại."
        key_address: Fact<Trial>,
        /// Whether the answer to that shows that the service went to fetch the key.
        vi "Câu trả lời cho mã đó có cho thấy dịch vụ đã đi lấy khóa hay không."
        fetches_keys: Fact<bool>,
        /// A token with an HMAC made with the provider's public key; absent where that key is not known.
        vi "Mã có HMAC tạo bằng khóa công khai của nơi cấp mã; không có nếu không biết khóa đó."
        key_confusion: Fact<Trial>,
        /// A token whose key name leads to an empty file, or is a piece of a query.
        vi "Mã có tên khóa dẫn tới tệp rỗng hoặc là một đoạn truy vấn."
        key_id: Fact<Trial>,
        /// A token of an issuer that does not exist.
        vi "Mã của nơi cấp không tồn tại."
        foreign_issuer: Fact<Trial>,
        /// The lent token that has expired.
        vi "Mã đã hết hạn, được cho mượn."
        expired: Fact<Trial>,
        /// The lent token that is meant for another service.
        vi "Mã dành cho dịch vụ khác, được cho mượn."
        foreign_audience: Fact<Trial>,
        /// The lent token of another realm.
        vi "Mã của miền xác thực khác, được cho mượn."
        foreign_realm: Fact<Trial>,
        /// The lent good token in the query (`access_token=`).
        vi "Mã hợp lệ được cho mượn, đặt trong địa chỉ (`access_token=`)."
        in_query: Fact<Trial>,
        /// The route without a token, by other methods: HEAD, PROPFIND, OPTIONS, a lower-case one, an overriding header.
        vi "Không có mã, bằng phương thức khác: HEAD, PROPFIND, OPTIONS, chữ thường, tiêu đề ghi đè phương thức."
        methods: Fact<Trial>,
        /// The route without a token, its path written in other ways.
        vi "Không có mã, đường dẫn được viết theo cách khác."
        paths: Fact<Trial>,
        /// The route without a token, with headers that only a proxy should set.
        vi "Không có mã, kèm tiêu đề mà chỉ máy chủ trung gian được đặt."
        headers: Fact<Trial>,
        /// The routes that belong to the owner of the good token, asked with another owner's token.
        vi "Các đường dẫn chỉ thuộc về chủ của mã hợp lệ, được hỏi bằng mã của người khác."
        owned: Vec<OwnedRoute>,
        /// GraphQL that describes itself to a POST.
        vi "GraphQL tự mô tả khi được hỏi bằng POST."
        graphql: Fact<GraphqlSeen>,
        /// The declared look-ups, repeated with the inspection's own test data.
        vi "Các chức năng tra cứu đã khai báo, lặp lại với dữ liệu thử của đợt kiểm tra."
        look_ups: Vec<LookUpSeen>,
        /// What error answers to these requests tell of the inside.
        vi "Câu trả lời lỗi cho các yêu cầu này để lộ những gì bên trong."
        reveals: Fact<Vec<String>>,
        /// The requests that ended in an error of the server (500).
        vi "Các yêu cầu làm máy chủ báo lỗi nội bộ (500)."
        server_errors: Fact<Vec<String>>,
    }
}

record! {
    /// Where GraphQL was asked by POST to describe itself, without a token.
    pub struct GraphqlSeen {
        /// Whether the description is public on purpose, as declared.
        vi "Tài liệu mô tả có được khai báo là chủ ý công khai hay không."
        declared_public: bool,
        /// The places that were asked; one that describes itself to a GET is told by the probe `api`.
        vi "Những nơi đã hỏi; nơi nào tự mô tả khi hỏi bằng GET thì đã có trong bộ dò `api`."
        asked: Vec<String>,
        /// The place that describes itself; absent where none does.
        vi "Nơi tự mô tả; không có nếu không nơi nào."
        path: Fact<String>,
    }
}

record! {
    /// The route on which everything is tried.
    pub struct Guard {
        /// Its path.
        vi "Đường dẫn."
        path: String,
        /// Whether it turns a reader without a token away. Where no route does, nothing is tried.
        vi "Có từ chối người đọc không có mã truy cập hay không. Nếu không đường dẫn nào từ chối thì không thử gì."
        refuses: bool,
        /// The status of the refusal.
        vi "Mã trạng thái khi từ chối."
        status: i64,
    }
}

record! {
    /// How the lent good token is taken.
    pub struct Entry {
        /// Whether its bearer is let in.
        vi "Người mang mã có được vào hay không."
        entered: bool,
        /// The status.
        vi "Mã trạng thái."
        status: i64,
        /// Whether the answer forbids storing it (`no-store`).
        vi "Câu trả lời có cấm lưu (`no-store`) hay không."
        no_store: bool,
        /// Whether the answer may be stored for everybody (`public`, or `s-maxage` above zero).
        vi "Câu trả lời có cho phép lưu dùng chung (`public`, `s-maxage`) hay không."
        shared_cache: bool,
    }
}

record! {
    /// Requests that must not be let in; the first that is ends the trial.
    pub struct Trial {
        /// Whether one was let in.
        vi "Có yêu cầu nào được vào hay không."
        accepted: bool,
        /// Which one.
        vi "Yêu cầu được vào."
        by: Fact<String>,
        /// By what it is proved: `shows`, `same` or `alike` as the good token gets, `differs` from the refusal, `status`.
        vi "Căn cứ chứng minh: `shows`, `same` hoặc `alike` như khi dùng mã hợp lệ, `differs` so với khi bị từ chối, `status`."
        proof: Fact<String>,
        /// The status of that one, else of the last.
        vi "Mã trạng thái của yêu cầu đó, nếu không thì của yêu cầu cuối."
        status: Fact<i64>,
        /// What was tried, in order.
        vi "Những gì đã thử, theo thứ tự."
        tried: Vec<String>,
    }
}

record! {
    /// Something that belongs to the owner of the good token.
    pub struct OwnedRoute {
        /// Its path.
        vi "Đường dẫn."
        path: String,
        /// Whether the bearer of the second token gets it.
        vi "Người mang mã thứ hai có lấy được hay không."
        given: Fact<bool>,
        /// The status.
        vi "Mã trạng thái."
        status: Fact<i64>,
    }
}

record! {
    /// A look-up that was repeated.
    pub struct LookUpSeen {
        /// Its path, without the query.
        vi "Đường dẫn, không kèm truy vấn."
        path: String,
        /// Whether it was limited. A limit above our own pace cannot be seen.
        vi "Có bị giới hạn hay không. Không thể thấy giới hạn cao hơn nhịp của đợt kiểm tra."
        limited: Fact<bool>,
        /// Answers that were given before, or in all.
        vi "Số câu trả lời trước khi bị giới hạn, hoặc tất cả."
        after: Fact<i64>,
        /// By what: `HTTP 429`, `HTTP 403`, `HTTP 503`, `captcha`, `words`, `headers`.
        vi "Cách giới hạn: `HTTP 429`, `HTTP 403`, `HTTP 503`, `captcha`, `words`, `headers`."
        by: Fact<String>,
        /// The declared ceiling of requests.
        vi "Số yêu cầu tối đa đã khai báo."
        attempts: i64,
        /// Requests a second at most.
        vi "Số yêu cầu mỗi giây nhiều nhất."
        per_second: i64,
    }
}
