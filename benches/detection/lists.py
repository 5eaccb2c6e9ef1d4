"""Lists as offices publish them: columns of people, columns of look-alikes, in a table that any format can carry."""

HEADERS = {
    "number": ["STT", "TT", "Số TT", "#"],
    "name": ["Họ và tên", "Họ tên", "HỌ VÀ TÊN", "Họ, chữ đệm và tên", "Tên đối tượng", "Người nộp hồ sơ", "Chủ hồ sơ", "Họ tên người hưởng"],
    "birth": ["Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "NTNS", "Sinh ngày"],
    "sex": ["Giới tính", "Nam/Nữ", "Phái"],
    "pin": ["Số CCCD", "CCCD", "Số định danh cá nhân", "Số ĐDCN", "Căn cước", "Số căn cước công dân", "Số CCCD/Mã định danh", "SỐ CĂN CƯỚC",
            "CMND/CCCD", "Số giấy tờ tùy thân", "Số định danh/CCCD", "Số CC"],
    "old": ["Số CMND", "CMND", "Số chứng minh nhân dân", "CMND (cũ)", "CMTND", "Chứng minh thư"],
    "health_card": ["Số thẻ BHYT", "Mã thẻ BHYT", "Thẻ BHYT", "Mã thẻ"],
    "social": ["Mã số BHXH", "Số BHXH", "Số sổ BHXH", "Mã BHXH"],
    "tax": ["MST cá nhân", "Mã số thuế", "Mã số thuế TNCN", "MST"],
    "passport": ["Số hộ chiếu", "Hộ chiếu", "Passport No", "Số HC"],
    "licence": ["Số GPLX", "Giấy phép lái xe", "Số giấy phép lái xe", "GPLX số"],
    "plate": ["Biển số", "Biển kiểm soát", "Biển số xe", "BKS"],
    "phone": ["Điện thoại", "Số điện thoại", "SĐT", "Di động", "ĐT liên hệ", "Số ĐT"],
    "email": ["Email", "Thư điện tử", "E-mail", "Địa chỉ email"],
    "address": ["Nơi thường trú", "Hộ khẩu thường trú", "Địa chỉ", "Nơi ở hiện nay", "HKTT", "Chỗ ở"],
    "group": ["Dân tộc", "DÂN TỘC", "Thành phần dân tộc"],
    "religion": ["Tôn giáo", "TÔN GIÁO"],
    "illness": ["Chẩn đoán", "Tình trạng bệnh", "Dạng khuyết tật", "Tình trạng sức khỏe", "Bệnh lý", "Bệnh chính"],
    "card": ["Số thẻ ngân hàng", "Số thẻ ATM", "Số thẻ"],
    "account": ["Số tài khoản", "STK", "Số tài khoản ngân hàng", "TK nhận tiền"],
    "bank": ["Ngân hàng", "Mở tại ngân hàng"],
}

KEYS = {
    "number": ["stt", "id", "rowNumber"],
    "name": ["hoTen", "ho_ten", "HoVaTen", "fullName", "tenNguoiNop", "chuHoSo", "TENCONGDAN", "ten_nguoi_nop"],
    "birth": ["ngaySinh", "ngay_sinh", "NgaySinh", "birthDate", "dob", "NGAYSINH"],
    "sex": ["gioiTinh", "gender", "GIOI_TINH"],
    "pin": ["soCCCD", "so_cccd", "CCCD", "soDinhDanh", "SoGiayTo", "identityNo", "personalId", "so-dinh-danh", "maDinhDanh", "SODDCN", "idCardNumber", "citizenId"],
    "old": ["soCMND", "cmnd", "so_cmnd", "SoCMTND", "oldIdCard"],
    "health_card": ["soTheBHYT", "ma_the_bhyt", "maTheBHYT", "bhytCardNo"],
    "social": ["maSoBHXH", "so_bhxh", "soBHXH"],
    "tax": ["maSoThue", "mst", "MaSoThueCaNhan", "ma_so_thue"],
    "passport": ["soHoChieu", "passportNo", "so_ho_chieu"],
    "licence": ["soGPLX", "so_gplx", "driverLicenseNo"],
    "plate": ["bienSo", "bien_so_xe", "licensePlate", "bienKiemSoat"],
    "phone": ["soDienThoai", "sdt", "so_dien_thoai", "mobile", "phoneNumber", "DIENTHOAI", "didong"],
    "email": ["email", "thuDienTu", "emailNguoiNop", "EMAIL"],
    "address": ["diaChiThuongTru", "hktt", "noiThuongTru", "dia_chi", "address", "DIACHI"],
    "group": ["danToc", "dan_toc", "DANTOC", "tenDanToc"],
    "religion": ["tonGiao", "ton_giao", "TONGIAO"],
    "illness": ["chanDoan", "tinhTrangBenh", "dangKhuyetTat", "benhChinh", "diagnosis"],
    "card": ["soThe", "soTheNganHang", "cardNumber", "so_the_atm"],
    "account": ["soTaiKhoan", "stk", "bankAccount", "so_tai_khoan"],
    "bank": ["nganHang", "bankName", "ten_ngan_hang"],
}

#: Look-alike columns: kind -> (headers, keys, what a cell says).
LIKES = {
    "report-code": (["Mã báo cáo", "Mã biểu mẫu", "Mã số báo cáo"], ["maBaoCao", "reportCode"], lambda w: w.like_pin()),
    "transaction": (["Mã giao dịch", "Số giao dịch", "Mã GD", "Mã tham chiếu thanh toán"], ["maGiaoDich", "transactionId", "so_gd"], lambda w: w.like_pin()),
    "order": (["Mã đơn hàng", "Số đơn hàng", "Mã vận đơn"], ["maDonHang", "orderNo"], lambda w: w.like_phone()),
    "invoice": (["Số hóa đơn", "Số biên lai", "Số chứng từ"], ["soHoaDon", "soBienLai", "invoiceNo"], lambda w: f"{w.r.randint(10000000, 999999999)}"),
    "dossier": (["Mã hồ sơ", "Số hồ sơ", "Mã số hồ sơ"], ["maHoSo", "so_ho_so", "dossierCode"], lambda w: w.dossier()),
    "decimal": (["Hệ số", "Tỷ lệ", "Giá trị quan trắc", "Chỉ số"], ["heSo", "tyLe", "value"], lambda w: w.decimal()),
    "land-line": (["Điện thoại cơ quan", "ĐT cố định", "Tel", "Điện thoại"], ["dienThoaiCoQuan", "tel"], lambda w: w.landline()),
    "company-tax": (["Mã số doanh nghiệp", "MST doanh nghiệp", "Mã số thuế doanh nghiệp"], ["maSoDoanhNghiep", "mstDoanhNghiep"], lambda w: w.company_tax()),
    "stamp": (["Thời điểm cập nhật", "Thời gian ghi", "Dấu thời gian"], ["capNhatLuc", "timestamp", "updatedAt"], lambda w: w.stamp()),
    "digest": (["Mã băm", "Checksum", "Mã kiểm tra tệp"], ["checksum", "hash", "etag"], lambda w: w.digest()),
    "bar-code": (["Mã vạch", "Barcode", "Mã hàng"], ["maVach", "barcode", "sku"], lambda w: w.barcode()),
    "legal-date": (["Ngày ban hành", "Ngày ký", "Ngày có hiệu lực"], ["ngayBanHanh", "issuedDate"], lambda w: w.legal_date()),
    "office-mail": (["Email đơn vị", "Thư điện tử công vụ", "Hộp thư"], ["emailDonVi", "emailCongVu"], lambda w: w.office_mail()),
    "treasury": (["Tài khoản kho bạc", "TK tại KBNN"], ["taiKhoanKhoBac"], lambda w: w.treasury()),
    "serial": (["Số sê-ri", "Số seri thiết bị", "S/N"], ["serialNumber", "soSeri"], lambda w: w.like_pin()),
    "parcel": (["Số thửa đất", "Số phát hành GCN", "Số vào sổ"], ["soThua", "soPhatHanh"], lambda w: w.r.choice([f"{w.r.randint(1, 900)}", f"CS {w.r.randint(0, 999999):06d}", f"BX {w.r.randint(100000, 999999)}"])),
    "masked": (["Số CCCD (đã che)", "Số giấy tờ (ẩn)", "CCCD"], ["cccdMask", "soCCCDDaChe"], lambda w: w.masked()),
    "issue-date": (["Ngày cấp", "Ngày tiếp nhận", "Ngày trả kết quả", "Ngày hẹn trả"], ["ngayCap", "ngayTiepNhan", "ngayHenTra"], lambda w: w.legal_date()),
    "amount": (["Số tiền (đồng)", "Mức hưởng", "Lệ phí"], ["soTien", "amount"], lambda w: f"{w.r.randint(100, 99999)}000"),
    "coordinate": (["Vĩ độ", "Kinh độ"], ["lat", "lng"], lambda w: w.r.choice(w.coordinates())),
    "official": (["Cán bộ thụ lý", "Người ký", "Người xử lý"], ["canBoXuLy", "nguoiKy", "canBoTiepNhan"], lambda w: w.official()),
    "procedure": (["Thủ tục", "Lĩnh vực"], ["thuTuc", "tenThuTuc"], lambda w: w.r.choice(__import__("people").PROCEDURES)),
    "office": (["Đơn vị", "Cơ quan thực hiện"], ["donVi", "coQuan"], lambda w: w.r.choice(__import__("people").OFFICES)),
}
#: Columns that look like nothing.
HARMLESS = {"procedure", "office", "amount"}

#: Title -> which columns a list of the kind has; `a|b` is one of them by chance, `a?` perhaps.
KINDS = {
    "social": ("Danh sách đối tượng hưởng trợ cấp xã hội hàng tháng", "name birth sex? pin address? amount! account? bank?"),
    "disabled": ("Danh sách người khuyết tật đề nghị xác định mức độ", "name birth pin|old illness address?"),
    "insured": ("Danh sách cấp thẻ bảo hiểm y tế hộ gia đình", "name birth sex? health_card social? address? office!"),
    "social_insurance": ("Danh sách người lao động được chốt sổ bảo hiểm xã hội", "name birth? social pin? phone? issue-date!"),
    "drivers": ("Danh sách học viên được cấp đổi giấy phép lái xe", "name birth licence pin? plate? issue-date!"),
    "vehicles": ("Danh sách phương tiện vi phạm được xử lý qua hình ảnh", "plate name? phone address? transaction! legal-date!"),
    "passports": ("Danh sách công dân được cấp hộ chiếu phổ thông", "name birth passport pin? issue-date!"),
    "civil": ("Sổ đăng ký khai sinh (trích)", "name birth sex group religion? pin|old address? official!"),
    "taxpayers": ("Danh sách cá nhân nợ thuế đất phi nông nghiệp", "name tax address? phone? amount!"),
    "cards": ("Danh sách hộ được cấp giấy chứng nhận quyền sử dụng đất", "name birth? old address parcel!"),
    "exam": ("Danh sách thí sinh đủ điều kiện dự tuyển viên chức", "name birth pin? email phone? digest!"),
    "refund": ("Danh sách hoàn trả kinh phí qua thẻ ngân hàng", "name card account? bank? phone? transaction! amount!"),
    "dossiers": ("Kết quả giải quyết thủ tục hành chính", "dossier! name pin? phone? procedure! issue-date! official!"),
    "faith": ("Danh sách chức việc, tín đồ đăng ký sinh hoạt", "name birth religion group? pin|old address?"),
    "patients": ("Danh sách bệnh nhân đề nghị hỗ trợ chi phí điều trị", "name birth health_card? illness pin? phone?"),
    "support": ("Danh sách nhận hỗ trợ lao động mất việc", "name pin phone account bank order! amount!"),
}
#: Lists that hold nobody.
EMPTY = {
    "reports": ("Tổng hợp tình hình gửi báo cáo định kỳ", "office! report-code! stamp! legal-date!"),
    "payments": ("Đối soát giao dịch thanh toán trực tuyến", "transaction! invoice! amount! stamp! dossier!"),
    "companies": ("Doanh nghiệp đăng ký thành lập mới trong tháng", "company-tax! land-line! legal-date! amount!"),
    "phones": ("Danh bạ điện thoại cơ quan", "office! land-line! office-mail! treasury!"),
    "monitor": ("Số liệu quan trắc tự động", "coordinate! decimal! decimal! stamp!"),
    "devices": ("Kiểm kê trang thiết bị", "serial! bar-code! amount! office!"),
    "documents": ("Danh mục văn bản quy phạm pháp luật", "legal-date! digest! official! office!"),
    "progress": ("Công khai tiến độ hồ sơ", "dossier! procedure! issue-date! masked!"),
    "freight": ("Theo dõi bưu gửi trả kết quả", "order! bar-code! issue-date! amount!"),
}


class List:
    """A table: a title, headers, keys, rows of (text, class or nothing)."""

    def __init__(self, page, kind, rows, only=None):
        self.page, r = page, page.r
        self.title, pattern = KINDS.get(kind) or EMPTY[kind]
        fields = []
        for word in pattern.split():
            if word.endswith("?"):
                if r.random() < 0.6:
                    fields.append(word[:-1])
            else:
                fields.append(r.choice(word.split("|")))
        if r.random() < 0.3:
            fields = self.mixed(r, fields)
        if r.random() < 0.85:
            fields.insert(0, "number")
        self.fields, self.headers, self.keys, self.rows, self.records = fields, [], [], [], []
        taken = set()
        for field in fields:
            own = field.rstrip("!")
            headers, keys = (LIKES[own][0], LIKES[own][1]) if field.endswith("!") else (HEADERS[own], KEYS[own])
            header, key = r.choice(headers), r.choice(keys)
            while key in taken:
                key += "2"
            taken.add(key)
            self.headers.append(header)
            self.keys.append(key)
        own = [field for field in fields if field in HEADERS and field != "number"]
        for number, person in enumerate(page.world.people(rows), 1):
            told = page.person(person, own) if own else {}
            row = []
            for field in fields:
                if field == "number":
                    row.append(str(number))
                elif field.endswith("!"):
                    text = LIKES[field[:-1]][2](page.world)
                    row.append(text if field[:-1] in HARMLESS else page.decoy(field[:-1], text))
                else:
                    row.append(told[field])
            self.rows.append(row)
            self.records.append(person)

    @staticmethod
    def mixed(r, fields):
        """Another order, the name among the first."""
        rest = fields[1:]
        r.shuffle(rest)
        return fields[:1] + rest

    def dicts(self):
        """The rows as mappings of key to text."""
        return [dict(zip(self.keys, row)) for row in self.rows]

    def intro(self):
        """Lines above a table, as offices write them."""
        r, w = self.page.r, self.page.world
        lines = [r.choice(["ỦY BAN NHÂN DÂN TỈNH", "UBND TỈNH QUẢNG TRUNG", "SỞ NỘI VỤ", "BẢO HIỂM XÃ HỘI TỈNH"]), self.title.upper() if r.random() < 0.5 else self.title,
                 f"(Kèm theo Quyết định số {r.randint(10, 3000)}/QĐ-UBND ngày {self.page.decoy('legal-date', w.legal_date())})"]
        return lines[: r.randint(1, 3)] if r.random() < 0.8 else lines

    def outro(self):
        """Lines below a table: who signed."""
        r = self.page.r
        if r.random() < 0.4:
            return []
        return [f"{r.choice(['NGƯỜI LẬP BIỂU', 'TM. ỦY BAN NHÂN DÂN', 'KT. GIÁM ĐỐC'])}", self.page.decoy("official", self.page.world.official())]
