"""What properties of other vocabularies are called on pages; they bear no label in this graph.

Those that pages of things, statements, terms and sections show; others stand by their short names.
"""

from __future__ import annotations

from collections.abc import Mapping

from server.language import Language

_WORDS = {
    "dcterms:creator": ("报告人", "given by"),
    "dcterms:date": ("日期", "date"),
    "dcterms:hasPart": ("含有", "has part"),
    "dcterms:identifier": ("标识", "identifier"),
    "dcterms:isPartOf": ("属于", "is part of"),
    "dcterms:language": ("语言", "language"),
    "dcterms:publisher": ("发布者", "published by"),
    "foaf:homepage": ("主页", "home page"),
    "owl:inverseOf": ("逆属性", "inverse of"),
    "owl:sameAs": ("同一事物", "the same as"),
    "prov:hadPrimarySource": ("出处文献", "primary source"),
    "rdf:type": ("类", "class"),
    "rdfs:comment": ("说明", "comment"),
    "rdfs:domain": ("主体的类", "domain"),
    "rdfs:isDefinedBy": ("由何定义", "defined by"),
    "rdfs:label": ("名称", "name"),
    "rdfs:range": ("值的类", "range"),
    "rdfs:subClassOf": ("上位类", "sub-class of"),
    "rdfs:subPropertyOf": ("上位属性", "sub-property of"),
    "rdfs:seeAlso": ("另见", "see also"),
    "schema:latitude": ("纬度", "latitude"),
    "schema:longitude": ("经度", "longitude"),
    "schema:maxValue": ("上限", "at most"),
    "schema:minValue": ("下限", "at least"),
    "schema:recordedAt": ("作于", "given at"),
    "schema:tickerSymbol": ("证券代码", "ticker symbol"),
    "skos:altLabel": ("别名", "also called"),
    "skos:broadMatch": ("更广", "broader match"),
    "skos:broaderTransitive": ("各级上位", "broader, however far"),
    "skos:closeMatch": ("相近", "close match"),
    "skos:definition": ("定义", "definition"),
    "skos:exactMatch": ("相同", "exact match"),
    "skos:inScheme": ("所属代码表", "in scheme"),
    "skos:notation": ("代码", "code"),
    "skos:relatedMatch": ("相关", "related match"),
}
# By prefixed name and language.
WORDS: Mapping[str, Mapping[Language, str]] = {
    name: {"zh": zh, "en": en} for name, (zh, en) in _WORDS.items()
}
