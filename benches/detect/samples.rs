//! What the portal of a province shows, as samples to measure by; nobody in them lives.

/// A sample: its name, its type, its bytes, and whether it is typical of a portal.
pub struct Sample {
    /// What it is called.
    pub name: &'static str,
    /// What the server calls it.
    pub content_type: &'static str,
    /// What it says.
    pub text: String,
}

/// All samples.
pub fn samples() -> Vec<Sample> {
    let html = "text/html; charset=utf-8";
    let json = "application/json";
    vec![
        Sample { name: "page", content_type: html, text: page() },
        Sample { name: "list-page", content_type: html, text: list_page() },
        Sample { name: "procedures-json", content_type: json, text: procedures() },
        Sample { name: "dossiers-json", content_type: json, text: dossiers() },
        Sample { name: "persons-json", content_type: json, text: persons() },
        Sample { name: "log", content_type: "text/plain", text: log() },
        Sample { name: "prose", content_type: "text/plain", text: prose() },
    ]
}

/// A page of about 50 kB: menus, scripts, news with dates, telephones of offices and codes of dossiers.
pub fn page() -> String {
    let menu = |index: usize| {
        format!(
            "<li class=\"nav-item menu-{index}\"><a class=\"nav-link\" href=\"/portal/pages/muc-{index}.html\" title=\"Lĩnh vực\">\
             <i class=\"fa fa-folder\"></i><span>Lĩnh vực hành chính công</span></a></li>\n"
        )
    };
    let news = |index: usize| {
        format!(
            "<div class=\"tin col-md-6\" id=\"tin-{index}\">\n  <h3><a href=\"/tin-tuc/ke-hoach-cai-cach-{index}.html\">Kế hoạch cải cách \
             hành chính nhà nước của tỉnh</a></h3>\n  <img src=\"/uploads/anh/{index}/hoi-nghi.jpg\" alt=\"Hội nghị\">\n  <span \
             class=\"ngay\">{:02}/05/2024 08:{:02}</span>\n  <p>Ngày {}/05/2024, Ủy ban nhân dân tỉnh ban hành Quyết định số \
             {index}/QĐ-UBND về việc công bố danh mục thủ tục hành chính, trong đó có nhiều nội dung mới; người dân nộp hồ sơ tại bộ \
             phận một cửa hoặc trên Cổng dịch vụ công của tỉnh, theo dõi kết quả giải quyết và đánh giá mức độ hài lòng.</p>\n</div>\n",
            1 + index % 28,
            index % 60,
            1 + index % 28
        )
    };
    let dossier = |index: usize| {
        format!(
            "<tr><td>{index}</td><td>H40.12-240513-{index:04}</td><td>Cấp giấy phép xây dựng nhà ở riêng lẻ</td><td>Sở Xây dựng</td>\
             <td>{:02}/05/2024</td><td>Đang giải quyết</td></tr>\n",
            1 + index % 28
        )
    };
    let menus: String = (0..60).map(menu).collect();
    let news: String = (0..45).map(news).collect();
    let dossiers: String = (0..30).map(dossier).collect();
    format!(
        "<!doctype html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>Cổng dịch vụ công tỉnh</title>\n<link rel=\"stylesheet\" \
         href=\"/static/css/app.3f2a.css\">\n<script>window.cauHinh = {{\"phienBan\": \"2.14.0\", \"duongDan\": \"/api/v1\", \"ngonNgu\": \
         \"vi\"}};\n(function () {{ var muc = document.querySelectorAll('.menu'); for (var i = 0; i < muc.length; i++) {{ \
         muc[i].addEventListener('click', function (e) {{ e.preventDefault(); }}); }} }})();</script></head>\n<body><nav><ul>{menus}</ul>\
         </nav>\n<main>{news}<table class=\"table\"><thead><tr><th>STT</th><th>Mã hồ sơ</th><th>Thủ tục</th><th>Cơ quan</th><th>Ngày \
         nhận</th><th>Trạng thái</th></tr></thead><tbody>{dossiers}</tbody></table></main>\n<footer><p>Văn phòng Ủy ban nhân dân tỉnh. \
         Điện thoại: (0203) 3835 691. Đường dây nóng: 1900 1009. Thư điện tử: vanthu@tinh.gov.vn. Giấy phép số 12/GP-TTĐT ngày \
         05/01/2024</p></footer></body></html>\n"
    )
}

/// A page with a table of 200 persons.
pub fn list_page() -> String {
    let row = |index: usize| {
        format!(
            "<tr><td>{}</td><td>Nguyễn Văn An</td><td>{:02}/{:02}/19{}</td><td>Nam</td><td>0790{}{index:06}</td><td>Thôn Đông, xã Tân \
             Lập, huyện Vũ Thư</td><td>Đủ điều kiện</td></tr>\n",
            index + 1,
            1 + index % 28,
            1 + index % 12,
            50 + index % 50,
            50 + index % 50
        )
    };
    let rows: String = (0..200).map(row).collect();
    format!(
        "<!doctype html>\n<html><body><h1>Danh sách hưởng trợ cấp</h1><table><tr><th>STT</th><th>Họ và tên</th><th>Ngày sinh</th>\
         <th>Giới tính</th><th>Số CCCD</th><th>Địa chỉ</th><th>Ghi chú</th></tr>\n{rows}</table></body></html>\n"
    )
}

/// An answer of an interface: procedures, without anybody.
pub fn procedures() -> String {
    let record = |index: usize| {
        format!(
            r#"{{"id":{index},"maThuTuc":"1.{:06}.000.00.00.H40","tenThuTuc":"Cấp giấy phép xây dựng nhà ở riêng lẻ tại đô thị","linhVuc":{{"id":{},"ten":"Hoạt động xây dựng"}},"coQuanThucHien":"Sở Xây dựng","mucDo":"Toàn trình","thoiHan":"20 ngày làm việc","lePhi":75000,"moTa":"Tổ chức, cá nhân nộp hồ sơ trực tuyến hoặc trực tiếp tại Trung tâm Phục vụ hành chính công","hieuLuc":true,"ngayBanHanh":"2024-03-{:02}T08:00:00","url":"/thu-tuc/{index}/chi-tiet","thanhPhan":[{{"ten":"Đơn đề nghị theo mẫu","soBan":1}},{{"ten":"Bản vẽ thiết kế","soBan":2}}]}}"#,
            index + 1000,
            index % 20,
            1 + index % 28
        )
    };
    let records: Vec<String> = (0..400).map(record).collect();
    format!("{{\"total\":400,\"page\":1,\"data\":[{}]}}", records.join(","))
}

/// An answer of an interface: dossiers with their codes and times, without the person.
pub fn dossiers() -> String {
    let record = |index: usize| {
        format!(
            r#"{{"maHoSo":"000.00.16.H40-240513-{index:04}","tenThuTuc":"Đăng ký biến động đất đai","trangThai":"Đã tiếp nhận","ngayTiepNhan":"{:02}/05/2024 08:{:02}","ngayHenTra":"{:02}/06/2024","donVi":"Chi nhánh Văn phòng Đăng ký đất đai","ghiChu":"Hồ sơ đang được xử lý tại bộ phận một cửa","phi":{},"maBienLai":"BL{:08}","uuid":"5f0c7e1a-3b2d-4c5e-9f10-{:012x}"}}"#,
            1 + index % 28,
            index % 60,
            1 + index % 28,
            index * 500,
            index * 37,
            index * 7919
        )
    };
    let records: Vec<String> = (0..400).map(record).collect();
    format!("{{\"code\":200,\"message\":\"Thành công\",\"data\":{{\"items\":[{}],\"total\":400}}}}", records.join(","))
}

/// An answer of an interface with 1,000 persons.
pub fn persons() -> String {
    let record = |index: usize| {
        format!(
            r#"{{"maHoSo":"000.00.16.H40-220510-{index:04}","hoTen":"Nguyễn Văn An","soCCCD":"0790{}{index:06}","ngaySinh":"{:02}/05/19{}","trangThai":"Đã tiếp nhận","ghiChu":"Hồ sơ đang được xử lý tại bộ phận một cửa","url":"/ho-so/{index}/chi-tiet"}}"#,
            50 + index % 50,
            1 + index % 28,
            50 + index % 50
        )
    };
    let records: Vec<String> = (0..1000).map(record).collect();
    format!("{{\"data\":[{}]}}", records.join(","))
}

/// A log: dense with digits that are nobody's.
pub fn log() -> String {
    let line = |index: usize| {
        format!(
            "2024-05-13 08:{:02}:{:02},{:03} INFO  [http-nio-8080-exec-{}] v.g.dvc.HoSoService - traCuu maHoSo=H40.12-240513-{index:04} \
             trangThai=200 thoiGian={}ms bytes={} phien=5f0c7e1a3b2d{:08x}\n",
            index / 60 % 60,
            index % 60,
            index % 1000,
            index % 40,
            index % 900,
            index * 13,
            index * 7919
        )
    };
    (0..3000).map(line).collect()
}

/// Text without digits.
pub fn prose() -> String {
    let paragraph = "Ủy ban nhân dân tỉnh ban hành quyết định về việc công bố danh mục thủ tục hành chính, trong đó có nhiều nội dung \
                     mới. Người dân nộp hồ sơ tại bộ phận một cửa, theo dõi kết quả và đánh giá mức độ hài lòng trên Cổng dịch vụ công. ";
    format!("{}\n", paragraph.repeat(4)).repeat(300)
}
