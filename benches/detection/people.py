"""Invented people and look-alikes.

No value belongs to anybody: numbers have a valid province, sex digit and year, and tails of 999000 to 999999 (or as
artificial ones in other numbers); names are drawn at random.
"""

import datetime
import random
import unicodedata

PROVINCES = """001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038
040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087
089 091 092 093 094 095 096""".split()

FAMILY = """Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Trần Lê Lê Phạm Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ
Ngô Dương Lý Mai Đinh Trịnh Đoàn Tạ Lương Cao Hà Chu Quách Lại Tô Thái Kiều Nông Triệu""".split()
MALE_MIDDLE = "Văn Văn Văn Hữu Đức Quang Minh Công Xuân Đình Bá Thế Anh Mạnh Trọng Gia".split()
FEMALE_MIDDLE = "Thị Thị Thị Thị Ngọc Thanh Thu Phương Khánh Mỹ Kim Diệu Bảo Hồng Thùy".split()
MALE = """An Bình Cường Dũng Đạt Giang Hải Hậu Hiếu Hùng Khang Khoa Kiên Lâm Long Lực Nam Nghĩa Phát Phong Phúc Quân Quý Sơn
Tài Thắng Thiện Thọ Toàn Trung Tuấn Tùng Việt Vinh Vượng""".split()
FEMALE = """Ánh Bích Chi Châu Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hương Huệ Lan Liên Linh Loan Ly Mai Nga Ngân Nhung Oanh Quyên
Quỳnh Tâm Thảo Thơm Thúy Trang Trinh Tuyết Vân Xuân Yến""".split()
MINORITY = ["Giàng A Páo", "Vừ Mí Sình", "Sùng Thị Mỷ", "H'Lan Niê", "Y Thuyên Byă", "Thạch Sô Phia", "K'Brơi", "Lò Văn Inh",
            "Kim Thị Sà Rết", "Rơ Châm H'Yơn", "Tẩn Mẩy Khé", "Bàn Tòn Phú", "Ksor Blơm", "Cà Thị Ún", "Đàng Thị Pu Ni"]
GROUPS = ["Kinh", "Tày", "Thái", "Mường", "Khmer", "Nùng", "H'Mông", "Dao", "Gia Rai", "Ê Đê", "Ba Na", "Sán Chay", "Chăm", "Hoa"]
RELIGIONS = ["Phật giáo", "Công giáo", "Tin Lành", "Cao Đài", "Phật giáo Hòa Hảo", "Hồi giáo"]
ILLNESSES = ["Khuyết tật vận động, mức độ nặng", "Suy thận mạn giai đoạn cuối", "Tâm thần phân liệt", "Đái tháo đường típ 2",
             "Nhiễm HIV", "Lao phổi AFB (+)", "Ung thư vú giai đoạn II", "Khiếm thị mức đặc biệt nặng", "Viêm gan B mạn",
             "Động kinh", "Thoái hóa cột sống thắt lưng", "Tăng huyết áp, rung nhĩ", "Khuyết tật nghe, nói", "Xơ gan cổ trướng",
             "Rối loạn lo âu", "Đục thủy tinh thể hai mắt", "Hội chứng Down", "Bại não thể co cứng"]
BANKS = ["Vietcombank", "Agribank", "BIDV", "VietinBank", "MB", "Sacombank", "ACB", "LPBank"]
CARRIERS = "032 033 034 035 036 037 038 039 052 056 058 059 070 076 077 078 079 081 082 083 084 085 086 088 089 090 091 092 093 094 096 097 098 099".split()
INSURED = "DN HX CH NN TK HC XK HT TB NO CT XB TN CS XN MS CC CK CB KC HD TE BT HN DT DK XD TS TC TQ TA TY HG LS HS SV GB GD".split()
PLACES = [("xã Tân Phú", "huyện Châu Thành", "tỉnh Bến Tre"), ("phường Nguyễn Trãi", "quận Hà Đông", "thành phố Hà Nội"),
          ("xã Mường Phăng", "thành phố Điện Biên Phủ", "tỉnh Điện Biên"), ("thị trấn Thứa", "huyện Lương Tài", "tỉnh Bắc Ninh"),
          ("phường Lê Lợi", "", "tỉnh Hưng Yên"), ("xã Ea Kao", "", "tỉnh Đắk Lắk"), ("phường 7", "quận Gò Vấp", "TP. Hồ Chí Minh"),
          ("xã Quảng Hưng", "huyện Quảng Trạch", "tỉnh Quảng Bình"), ("đặc khu Phú Quý", "", "tỉnh Lâm Đồng"),
          ("phường Hải Châu", "", "TP. Đà Nẵng"), ("xã Hòa Tiến", "huyện Yên Phong", "tỉnh Bắc Ninh"), ("xã Trung Sơn", "", "tỉnh Nghệ An")]
HAMLETS = ["thôn Đông", "thôn 3", "ấp Bình Hòa", "khu phố 5", "tổ dân phố số 8", "xóm Mới", "bản Huổi Lơi", "tổ 12", "buôn Tơng Jú", "khóm 2"]
STREETS = ["Lê Lợi", "Trần Phú", "Hai Bà Trưng", "Nguyễn Huệ", "Lý Thường Kiệt", "Quang Trung", "Phan Đình Phùng", "30 Tháng 4"]
OFFICES = ["Sở Nội vụ", "Sở Y tế", "Sở Xây dựng", "Sở Nông nghiệp và Môi trường", "Văn phòng UBND tỉnh", "Công an tỉnh",
           "Trung tâm Phục vụ hành chính công", "UBND xã Tân Phú", "UBND phường Lê Lợi", "Bảo hiểm xã hội tỉnh", "Thanh tra tỉnh"]
POSTS = ["Chủ tịch UBND", "Phó Chủ tịch UBND", "Giám đốc Sở", "Phó Giám đốc Sở", "Chánh Văn phòng", "Phó Chánh Thanh tra", "Trưởng phòng"]
PROCEDURES = ["Đăng ký khai sinh", "Cấp giấy phép xây dựng", "Đăng ký biến động đất đai", "Cấp lại giấy phép lái xe", "Hưởng trợ cấp xã hội",
              "Xác nhận tình trạng hôn nhân", "Cấp phiếu lý lịch tư pháp", "Đăng ký hộ kinh doanh"]

#: What names one person for certain.
IDENTIFIERS = {"pin", "old", "health_card", "social", "tax", "passport", "licence"}
CLASSES = {"pin": "personal-number", "old": "old-card", "health_card": "health-card", "social": "social-insurance",
           "tax": "tax-code", "passport": "passport", "licence": "driving-licence", "plate": "plate", "phone": "phone",
           "email": "email", "name": "name", "birth": "birth", "address": "address", "group": "ethnic-group",
           "religion": "religion", "illness": "health", "card": "bank-card", "account": "bank-account"}


def bare(text):
    """The text without diacritics."""
    flat = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in flat if not unicodedata.combining(c))


def luhn(digits):
    """The digits with their check digit behind."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        n = int(digit) * (2 if place % 2 == 0 else 1)
        total += n - 9 if n > 9 else n
    return digits + str(-total % 10)


def tax_check(nine):
    """Nine digits of a tax code with the check digit, or nothing where there is none."""
    rest = sum(int(d) * w for d, w in zip(nine, (31, 29, 23, 19, 17, 13, 7, 5, 3))) % 11
    return None if rest == 0 else nine + str(10 - rest)


class Person:
    """One invented person with everything that could be said of them."""

    def __init__(self, world):
        r = world.r
        self.female = r.random() < 0.5
        if r.random() < 0.06:
            self.name = r.choice(MINORITY)
        else:
            middle = r.sample(FEMALE_MIDDLE if self.female else MALE_MIDDLE, r.choice([0, 1, 1, 1, 1, 2]))
            self.name = " ".join([r.choice(FAMILY), *middle, r.choice(FEMALE if self.female else MALE)])
        self.birth = datetime.date(r.randint(1938, 2019), 1, 1) + datetime.timedelta(days=r.randint(0, 364))
        self.sex = "Nữ" if self.female else "Nam"
        century = (2 if self.birth.year >= 2000 else 0) + (1 if self.female else 0)
        head = f"{r.choice(PROVINCES)}{century}{self.birth.year % 100:02d}"
        self.pin = world.once(lambda: head + f"{r.randint(999000, 999999)}")
        self.old = world.once(lambda: f"{r.randint(10, 38):02d}{r.randint(0, 9)}{r.randint(999000, 999999)}")
        self.social = world.once(lambda: f"{r.randint(10, 79):02d}99{r.randint(990000, 999999)}")
        self.health_card = f"{r.choice(INSURED)}{r.randint(1, 5)}{r.choice(PROVINCES)[1:]}{self.social}"
        self.tax = world.once(lambda: tax_check(f"8{r.randint(0, 9)}{r.randint(9990000, 9999999)}"))
        self.passport = world.once(lambda: r.choice("BCPEK") + (f"9{r.randint(990000, 999999)}" if r.random() < 0.6 else f"99{r.randint(990000, 999999)}"))
        self.licence = world.once(lambda: f"{r.choice(PROVINCES)[1:]}{r.choice('01')}{r.randint(5, 24):02d}{r.randint(9990000, 9999999)}")
        self.plate = world.once(lambda: self.number_plate(r))
        self.phone = world.once(lambda: r.choice(CARRIERS) + f"{r.randint(0, 9)}00{r.randint(1000, 9999)}")
        self.email = world.once(lambda: self.mail(r))
        self.address = self.place(r)
        self.group = r.choice(["Kinh"] * 4 + GROUPS)
        self.religion = r.choice(RELIGIONS)
        self.illness = r.choice(ILLNESSES)
        self.card = world.once(lambda: luhn(r.choice(["970436", "970405", "970418", "970415", "970422"]) + f"99{r.randint(1000000, 9999999)}"))
        self.bank = r.choice(BANKS)
        self.account = world.once(lambda: f"{r.choice(['10', '21', '711', '0071', '190'])}99{r.randint(1000000, 9999999)}")

    @staticmethod
    def number_plate(r):
        head = f"{r.randint(11, 99)}"
        if r.random() < 0.5:
            return f"{head}{r.choice('ABCDEFGHKLM')}-{r.randint(0, 999):03d}.{r.randint(0, 99):02d}"
        return f"{head}-{r.choice('BCDEFGHKLMNPSTUVXYZ')}{r.randint(1, 9)} {r.randint(0, 999):03d}.{r.randint(0, 99):02d}"

    def mail(self, r):
        words = bare(self.name).lower().replace("'", "").split()
        local = r.choice(["", "."]).join(words[-2:] if r.random() < 0.5 else [words[-1], words[0]])
        return f"{local}{r.choice(['', '.', '_'])}{r.randint(99000, 99999)}@{r.choice(['gmail.com', 'yahoo.com.vn', 'outlook.com', 'icloud.com', 'gmail.com'])}"

    @staticmethod
    def place(r):
        commune, district, province = r.choice(PLACES)
        start = r.choice([f"{r.choice(HAMLETS)}", f"số {r.randint(1, 290)} đường {r.choice(STREETS)}", f"{r.randint(1, 99)}/{r.randint(1, 40)} {r.choice(STREETS)}"])
        return ", ".join(part for part in (start, commune, district, province) if part)


class World:
    """All that is drawn from one seed."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.used = set()

    def once(self, draw):
        """A value that was not drawn before."""
        while True:
            value = draw()
            if value and value not in self.used:
                self.used.add(value)
                return value

    def people(self, number):
        """So many people with different names."""
        found, names = [], set()
        while len(found) < number:
            person = Person(self)
            if person.name not in names:
                names.add(person.name)
                found.append(person)
        return found

    def official(self):
        """The name of an official."""
        return Person(self).name

    # Look-alikes, by kind.

    def like_pin(self):
        """A number of another kind that has the structure of a personal number."""
        r = self.r
        return self.once(lambda: f"{r.choice(PROVINCES)}{r.choice('0123')}{r.randint(0, 26):02d}{r.randint(0, 999999):06d}")

    def like_phone(self):
        """A number of another kind that has the structure of a mobile number."""
        r = self.r
        return self.once(lambda: r.choice(CARRIERS) + f"{r.randint(0, 9999999):07d}")

    def landline(self):
        r = self.r
        area = r.choice(["0204", "0222", "0225", "0236", "0262", "0290", "0296", "024", "028"])
        number = f"3{r.randint(100000, 999999)}" if len(area) == 4 else f"3{r.randint(1000000, 9999999)}"
        return r.choice([area + number, f"({area}) {number}", f"{area}.{number[:4]}.{number[4:]}", f"+84 {area[1:]} {number}"])

    def company_tax(self):
        r = self.r
        code = self.once(lambda: tax_check(r.choice(["01", "03", "23", "46", "58", "03"]) + f"{r.randint(0, 9999999):07d}"))
        return code + (f"-{r.randint(1, 20):03d}" if r.random() < 0.2 else "")

    def dossier(self):
        r = self.r
        day = f"{r.randint(21, 26)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}"
        return r.choice([f"000.00.{r.randint(1, 60):02d}.H40-{day}-{r.randint(1, 9999):04d}", f"H40.{r.randint(1, 60)}-{day}-{r.randint(1, 9999):04d}"])

    def office_mail(self):
        r = self.r
        return r.choice(["sonoivu", "vanphong", "soyte", "ubndtanphu", "hanhchinhcong", "nguyenvanan.snv", "tthai.vpub", "ltha"]) + f"@{r.choice(['quangtrung', 'tinhmau', 'haiduong'])}.gov.vn"

    def legal_date(self):
        r = self.r
        return f"{r.randint(1, 28):02d}/{r.randint(1, 12):02d}/{r.randint(1994, 2026)}"

    def stamp(self):
        r = self.r
        day = f"20{r.randint(18, 26)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}"
        clock = f"{r.randint(0, 23):02d}{r.randint(0, 59):02d}"
        return r.choice([day + clock, day + clock + f"{r.randint(0, 59):02d}", f"17{r.randint(0, 99999999999):011d}", f"17{r.randint(0, 99999999):08d}"])

    def digest(self):
        size = self.r.choice([32, 40, 64])
        return "".join(self.r.choice("0123456789abcdef") for _ in range(size))

    def decimal(self):
        r = self.r
        return r.choice([f"0.{r.choice(CARRIERS)[1:]}{r.randint(0, 9999999):07d}", f"{r.choice(CARRIERS)}.{r.randint(1000000, 9999999)}", f"0,{r.randint(300000000, 999999999)}"])

    def coordinates(self):
        r = self.r
        return f"{r.uniform(8.5, 23.3):.9f}", f"{r.uniform(102.2, 109.4):.9f}"

    def barcode(self):
        r = self.r
        return r.choice([f"893{r.randint(0, 9999999999):010d}", f"0{r.randint(0, 99999999999):011d}"])

    def treasury(self):
        r = self.r
        return f"{r.choice(['3741', '9527', '3713'])}.{r.randint(0, 1)}.{r.randint(1000000, 1999999)}.{r.randint(0, 99999):05d}"

    def masked(self):
        r = self.r
        pin, phone = self.like_pin(), self.like_phone()
        return r.choice([pin[:3] + "******" + pin[-3:], "********" + pin[-4:], phone[:3] + "****" + phone[-3:], pin[:6] + "xxxxxx", phone[:4] + "***" + phone[-3:]])


class Page:
    """One file under way: what it holds in truth, and how it will be read."""

    def __init__(self, world, form):
        self.world, self.r, self.form = world, world.r, form
        self.values, self.decoys = [], {}
        self.coverage = {"extent": "whole", "obstacles": []}
        self.look = {"name": self.r.choice(["title"] * 5 + ["caps", "bare"]),
                     "pin": self.r.choice(["plain"] * 6 + ["spaced", "dotted", "dashed"]),
                     "birth": self.r.choice(["slash"] * 4 + ["short", "dash", "dot"]),
                     "phone": self.r.choice(["plain"] * 4 + ["spaced", "dotted", "plus"])}

    def plain(self):
        """The looks that programs write: numbers without separators."""
        self.look.update(pin="plain", phone="plain", birth=self.r.choice(["slash", "iso"]))
        return self

    def value(self, kind, value, shown=None, form=None, optional=False):
        """Notes a value, and gives what is to be shown."""
        self.values.append({"class": kind, "value": value, "form": form or self.form, "optional": optional})
        return shown if shown is not None else value

    def decoy(self, kind, shown):
        """Notes a look-alike, and gives it."""
        self.decoys[kind] = self.decoys.get(kind, 0) + 1
        return shown

    def lost(self, extent, *obstacles):
        """Some or all of it cannot be read."""
        self.coverage = {"extent": extent, "obstacles": sorted(set(obstacles))}

    def shown(self, field, person):
        """How a field of a person is written in this file."""
        own = getattr(person, field)
        if field == "name":
            return {"caps": own.upper(), "bare": bare(own).upper()}.get(self.look["name"], own)
        if field == "pin":
            cut = [own[0:3], own[3:6], own[6:9], own[9:12]]
            return {"spaced": " ".join(cut), "dotted": ".".join(cut), "dashed": "-".join([own[:3], own[3:6], own[6:]])}.get(self.look["pin"], own)
        if field == "birth":
            forms = {"short": f"{own.day}/{own.month}/{own.year}", "dash": f"{own:%d-%m-%Y}", "dot": f"{own:%d.%m.%Y}", "iso": f"{own:%Y-%m-%d}",
                     "words": f"ngày {own.day:02d} tháng {own.month} năm {own.year}"}
            return forms.get(self.look["birth"], f"{own:%d/%m/%Y}")
        if field == "phone":
            forms = {"spaced": f"{own[:4]} {own[4:7]} {own[7:]}", "dotted": f"{own[:4]}.{own[4:7]}.{own[7:]}", "plus": f"+84{own[1:]}"}
            return forms.get(self.look["phone"], own)
        return own

    def person(self, person, fields, form=None):
        """Notes what is said of a person together, and gives it as it is to be shown."""
        known = bool(IDENTIFIERS & set(fields))
        named = known or "name" in fields
        out = {}
        for field in fields:
            if field in ("sex", "bank"):
                out[field] = getattr(person, field)
                continue
            optional = {"name": not known, "address": not known, "birth": not named, "group": not named, "religion": not named, "illness": not named}.get(field, False)
            own = getattr(person, field)
            raw = own.strftime("%d/%m/%Y") if field == "birth" else own
            out[field] = self.value(CLASSES[field], raw, self.shown(field, person), form, optional)
        return out
