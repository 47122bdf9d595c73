"""The figures as an RDF Data Cube, in a separate document, so that the graph has no duplicates.

An observation is a figure with a single number, in its base unit. Other figures, such as ranges,
are not included; the data set states their number.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg import __version__, namespaces
from kg.model.dataset import DataSet
from kg.model.names import LABEL, LANGUAGES, TYPE
from kg.model.records import Records
from kg.rdf import Literal, NamedNode, Term, Triple, identifier

# Dimensions, which identify an observation: name, labels, range, and superproperty.
_DIMENSIONS = (
    ("refArea", "参考地区", "reference area", "wk:Place", "sdmx-dimension:refArea"),
    ("refPeriod", "参考时期", "reference period", "wk:Period", "sdmx-dimension:refPeriod"),
    ("subject", "对象", "subject", "wk:Thing", None),
    ("indicator", "指标", "indicator", "wk:Indicator", None),
    ("kind", "数值类型", "kind of value", "skos:Concept", None),
    ("status", "状态", "status", "skos:Concept", "sdmx-attribute:obsStatus"),
    ("statement", "陈述", "statement", "wk:Figure", None),
)
_CODED = ("kind", "status")
_ATTRIBUTES = (
    ("unit", "计量单位", "unit of measure", "sdmx-attribute:unitMeasure"),
    ("comparator", "限定词", "comparator", None),
    ("lowerBound", "下界", "lower bound", None),
    ("lowerInclusive", "下界可取", "lower bound is inclusive", None),
    ("upperBound", "上界", "upper bound", None),
    ("upperInclusive", "上界可取", "upper bound is inclusive", None),
    ("passage", "句段", "passage", None),
    ("report", "报告", "report", None),
)
_MEASURE = "sdmx-measure:obsValue"


def cube(records: Records, dataset: DataSet) -> list[Triple]:
    """The cube: its structure, observations, and the labels of their values."""
    return list(dict.fromkeys(_Cube(records, dataset).triples()))


class _Cube:
    def __init__(self, records: Records, dataset: DataSet) -> None:
        self.records = records
        self.title = dataset.title
        self.data, self.structure = self.node("cube:figures"), self.node("cube:structure")

    def triples(self) -> Iterator[Triple]:
        figures = self.records.members("wk:Figure")
        with_value = [f for f in figures if self.records.values(f, "wk:normalizedValue")]
        yield from self.definition(len(figures) - len(with_value))
        named: set[Term] = set()
        for figure in with_value:
            result = list(self.observation(figure))
            named |= {triple.object for triple in result if isinstance(triple.object, NamedNode)}
            yield from result
        for term in sorted(named, key=str):
            yield from self.described(term)

    def definition(self, without: int) -> Iterator[Triple]:
        """The data set and its structure."""
        data, structure = self.data, self.structure
        zh, en = (self.title.get(language, "") for language in LANGUAGES)
        yield from self.typed(data, "qb:DataSet", f"{zh}：数字", f"{en}: figures")
        for tag, text in (
            ("zh", f"另有{without}个数值陈述没有单一数值，不在其中。"),
            ("en", f"{without} more figures give no single number and are not in it."),
        ):
            yield Triple(data, self.node("dcterms:description"), Literal(text, language=tag))
        yield Triple(data, self.node("qb:structure"), structure)
        yield Triple(data, self.node("dcterms:isPartOf"), NamedNode(self.base(namespaces.DATASET)))
        yield Triple(data, self.node("dcat:version"), Literal(__version__))
        yield from self.typed(
            structure, "qb:DataStructureDefinition", "数字的结构", "Structure of the figures"
        )
        for order, (name, zh, en, values, wider) in enumerate(_DIMENSIONS, 1):
            own = self.node(f"cube:{name}")
            yield from self.typed(own, "qb:DimensionProperty", zh, en)
            yield Triple(own, self.node("rdfs:range"), self.node(values))
            if wider:
                yield Triple(own, self.node("rdfs:subPropertyOf"), self.node(wider))
            if name in _CODED:
                yield Triple(own, TYPE, self.node("qb:CodedProperty"))
                yield Triple(own, self.node("qb:codeList"), self.scheme(name))
            yield from self.component("dimension", own, order)
        yield from self.component("measure", self.node(_MEASURE), len(_DIMENSIONS) + 1)
        yield Triple(self.node(_MEASURE), TYPE, self.node("qb:MeasureProperty"))
        for order, (name, zh, en, wider) in enumerate(_ATTRIBUTES, len(_DIMENSIONS) + 2):
            own = self.node(f"cube:{name}")
            yield from self.typed(own, "qb:AttributeProperty", zh, en)
            if wider:
                yield Triple(own, self.node("rdfs:subPropertyOf"), self.node(wider))
            yield from self.component("attribute", own, order)

    def component(self, role: str, own: NamedNode, order: int) -> Iterator[Triple]:
        part = self.node(f"cube:component-{order}")
        yield Triple(self.structure, self.node("qb:component"), part)
        yield Triple(part, TYPE, self.node("qb:ComponentSpecification"))
        yield Triple(part, self.node(f"qb:{role}"), own)
        yield Triple(part, self.node("qb:order"), Literal(order))

    def observation(self, figure: str) -> Iterator[Triple]:
        """One figure. Its area is its subject if that is a place, else the place of the report."""
        value = self.records.values
        own = self.observed(figure)
        (subject,) = value(figure, "wk:subject")
        (report,) = value(figure, "wk:inReport")
        places = self.records.names.types(identifier(subject))
        area = subject
        if self.records.iri("wk:Place") not in places:
            (area,) = value(identifier(report), "dcterms:spatial")
        yield Triple(own, TYPE, self.node("qb:Observation"))
        yield Triple(own, self.node("qb:dataSet"), self.data)
        yield Triple(own, self.node("cube:refArea"), area)
        yield Triple(own, self.node("cube:subject"), subject)
        yield Triple(own, self.node("cube:statement"), NamedNode(figure))
        (unit, *_) = value(figure, "wk:unit") or (None,)
        sources = {
            "cube:refPeriod": value(figure, "wk:period"),
            "cube:indicator": value(figure, "wk:indicator"),
            "cube:kind": value(figure, "wk:kind"),
            "cube:status": value(figure, "wk:status"),
            _MEASURE: value(figure, "wk:normalizedValue"),
            "cube:unit": value(identifier(unit), "wk:baseUnit") if unit else (),
            "cube:comparator": value(figure, "wk:comparator"),
            "cube:lowerBound": value(figure, "wk:lowerBound"),
            "cube:lowerInclusive": value(figure, "wk:lowerInclusive"),
            "cube:upperBound": value(figure, "wk:upperBound"),
            "cube:upperInclusive": value(figure, "wk:upperInclusive"),
            "cube:passage": value(figure, "wk:statedIn"),
            "cube:report": (report,),
        }
        for name, values in sources.items():
            for term in values:
                yield Triple(own, self.node(name), term)

    def observed(self, figure: str) -> NamedNode:
        """The IRI of the observation, unique also for figures of equal local names."""
        short = self.records.names.short(figure)
        return self.node(f"cube:{short.removeprefix('st:').removeprefix('st-').replace(':', '-')}")

    def described(self, term: Term) -> Iterator[Triple]:
        """The labels, classes and code list of a value of an observation."""
        iri = identifier(term)
        for name in ("rdfs:label", "skos:inScheme"):
            for value in self.records.values(iri, name):
                yield Triple(NamedNode(iri), self.node(name), value)
        for cls in self.records.names.classes(iri):
            yield Triple(NamedNode(iri), TYPE, NamedNode(cls))
        if self.records.values(iri, "skos:inScheme"):
            yield Triple(NamedNode(iri), TYPE, self.node("skos:Concept"))

    def typed(self, own: NamedNode, cls: str, zh: str, en: str) -> Iterator[Triple]:
        yield Triple(own, TYPE, self.node(cls))
        yield Triple(own, LABEL, Literal(zh, language="zh"))
        yield Triple(own, LABEL, Literal(en, language="en"))

    def scheme(self, name: str) -> NamedNode:
        return NamedNode(self.base(f"{namespaces.BASE}code/{name}"))

    def node(self, name: str) -> NamedNode:
        return NamedNode(self.records.iri(name))

    def base(self, iri: str) -> str:
        return namespaces.rebase(iri, self.records.names.base)
