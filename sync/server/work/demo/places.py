"""The sites of the demo city, in an invented place on the open sea."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from sync.server.work.demo.rows import Row, days_before, spell_decimal

CITY = "示例市"
CENTRE = (36_000_000, 123_500_000)  # latitude, longitude in millionths of a degree
REACH = 80_000
STATIONS = (
    ("北环", "环城北路"),
    ("东湖", "东湖路"),
    ("南门", "南门大街"),
    ("西岭", "西岭路"),
    ("新港", "港口路"),
    ("松林", "松林路"),
    ("长桥", "长桥街"),
    ("石塘", "石塘路"),
    ("柳河", "柳河大道"),
    ("云峰", "云峰路"),
    ("麦田", "麦田路"),
    ("沿江", "沿江路"),
)
OTHERS = (
    ("market", "城南集贸市场", "城南路"),
    ("market", "柳林农贸市场", "柳林街"),
    ("supermarket", "示例超市中心店", "中心大街"),
    ("optician", "示例眼镜店", "文化路"),
    ("utility", "示例水务供热公司", "水源路"),
    ("utility", "示例燃气供电公司", "电厂路"),
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许"


@dataclass(frozen=True, slots=True)
class _Address:
    kind: str
    name: str
    street: str


def build_sites(rng: Random, today: date) -> tuple[Row, ...]:
    """Build the sites: stations first. One in six has posted no integrity commitment."""
    return tuple(
        _site(rng, today, number, address) for number, address in enumerate(_addresses(), 1)
    )


def _addresses() -> Iterator[_Address]:
    for name, street in STATIONS:
        yield _Address("fuel_station", f"{name}加油站", street)
    for kind, name, street in OTHERS:
        yield _Address(kind, name, street)


def build_site(rng: Random, today: date, number: int, kind: str, name: str, street: str) -> Row:
    """Build one site more."""
    return _site(rng, today, number, _Address(kind, name, street))


def _site(rng: Random, today: date, number: int, address: _Address) -> Row:
    latitude, longitude = (middle + rng.randint(-REACH, REACH) for middle in CENTRE)
    street_number, committed_days_ago = rng.randint(1, 199), rng.randint(30, 900)
    committed = days_before(today, committed_days_ago).isoformat()
    title = "站长" if address.kind == "fuel_station" else "经理"
    return {
        "site_id": f"S-{number:03}",
        "name": address.name,
        "kind": address.kind,
        "address": f"{CITY}{address.street} {street_number} 号",
        "latitude": spell_decimal(latitude, 6),
        "longitude": spell_decimal(longitude, 6),
        "contact": f"{SURNAMES[number - 1]}{title}",
        "phone": f"000-5555-{number:04}",
        "credit_code": f"000000DEMO{number:08}",
        "commitment_date": None if number % 6 == 5 else committed,
    }
