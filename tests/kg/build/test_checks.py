"""Bad input: one fault a test, each reported with its file, its line and the repair."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from kg.build.checks import check
from kg.namespaces import DEFAULT_REPORT
from kg.project import Project

Edit = Callable[[str, str, str], None]

ENTITIES = "data/entities/tiny.ttl"
TRIG = "data/reports/wuchang-2023/1.1.trig"
PLAN = "data/reports/wuchang-2023/2.1.trig"
REPORT = "data/reports/wuchang-2023/report.ttl"
PASSAGES = "data/reports/wuchang-2023/passages.ttl"
ONTOLOGY = "ontology/wuchang.ttl"
WORDING = "ontology/wording.ttl"


# Put first into the graph of r:1.1.1-s03.
AGAIN = """r:1.1.1-s03 {{
  st:1.1.1-s03-again a wk:{class_} ; {more}
    wk:indicator indicator:items-held ; wk:subject project:reading-room ; wk:kind kind:count ;
    wk:value 3 ; wk:unit unit:wan-jian ; wk:comparator comparator:about ; wk:verbatim "3万件左右" ;
    wk:status status:achieved ; wk:period period:2023 .
"""
RANK = """r:1.1.1-s03 {
  st:1.1.1-s03-rank a wk:Ranking ;
    wk:indicator indicator:items-held ; wk:subject project:reading-room ; wk:kind kind:rank ;
    wk:value 3 ; wk:unit unit:ming ; wk:comparator comparator:exactly ; wk:verbatim "3" ;
    wk:scope place:east-shore ; wk:status status:achieved ; wk:period period:2023 .
  st:1.1.1-s03-size a wk:Observation ;
    wk:indicator indicator:items-held ; wk:subject project:reading-room ; wk:kind kind:level ;
    wk:value 3 ; wk:unit unit:wan-jian ; wk:comparator comparator:about ; wk:verbatim "3万件左右" ;
    wk:status status:estimated ; wk:period period:2023 .
"""
BUILT = """r:2.1.1-s01 {
  st:2.1.1-s01-built a wk:Target ; wk:subject project:reading-room ;
    wk:indicator <https://w3id.org/wuchang-kg/id/indicator/rooms> ; wk:kind kind:count ;
    wk:value 5 ; wk:unit unit:wan-jian ; wk:comparator comparator:over ; wk:verbatim "5万件" ;
    wk:status status:promised ; wk:commitment commitment:planned ; wk:period period:2024 .
  <https://w3id.org/wuchang-kg/id/indicator/rooms> a wk:Indicator ;
    <http://www.w3.org/2000/01/rdf-schema#label> "湖边书屋数"@zh , "Reading rooms"@en ;
    wk:direction <https://w3id.org/wuchang-kg/code/direction/more> .
"""
CUMULATIVE = """r:1.1.1-s03 {
  st:1.1.1-s03-sum a wk:Observation ; wk:subject project:reading-room ;
    wk:indicator <https://w3id.org/wuchang-kg/id/indicator/all-items> ; wk:kind kind:count ;
    wk:value 3 ; wk:unit unit:wan-jian ; wk:comparator comparator:about ; wk:verbatim "3万件左右" ;
    wk:status status:achieved ; wk:period period:2023 .
  <https://w3id.org/wuchang-kg/id/indicator/all-items> a wk:Indicator ;
    <http://www.w3.org/2000/01/rdf-schema#label> "累计入藏"@zh , "Items ever held"@en ;
    wk:direction <https://w3id.org/wuchang-kg/code/direction/more> .
"""
ENLARGED = """r:2.1.1-s01 {
  st:2.1.1-s01-larger a wk:Milestone ; wk:stage stage:started ; wk:status status:promised ;
    wk:subject <https://w3id.org/wuchang-kg/id/place/lake-park> ; wk:period period:2024 .
  st:2.1.1-s01-enlarge a wk:Measure ;
    <http://www.w3.org/2000/01/rdf-schema#label> "公园扩容"@zh , "Enlarge the park"@en ;
    wk:topic <https://w3id.org/wuchang-kg/code/topic/environment> ; wk:period period:2024 ;
    wk:status status:promised ; wk:actor project:reading-room ;
    wk:object <https://w3id.org/wuchang-kg/id/place/lake-park> .
"""
OPENED = """r:1.1.1-s02 {
  project:reading-room wk:memberOf place:lake-park .
  st:1.1.1-s02-open a wk:Milestone ; wk:subject place:lake-park ; wk:stage stage:opened ;
    wk:status status:achieved ; wk:period period:2023 .
"""
CODE = "https://w3id.org/wuchang-kg/code"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
HONOUR = f"""r:1.1.1-s02 {{
  <https://w3id.org/wuchang-kg/id/honour/prize> a wk:Award ; <{RDFS}label> "奖"@zh , "Prize"@en .
  st:1.1.1-s02-prize a wk:Conferral ; wk:status status:achieved ; wk:period period:2023 ;
    wk:honour <https://w3id.org/wuchang-kg/id/honour/prize> .
  st:1.1.1-s02-room a wk:Conferral ; wk:status status:achieved ; wk:period period:2023 ;
    wk:honour <https://w3id.org/wuchang-kg/id/honour/prize> ; wk:recipient project:reading-room .
"""
NONE = f"""r:2.1.1-s01 {{
  st:2.1.1-s01-none a wk:Target ; <{RDFS}label> "不发生遗失"@zh , "Items lost: none"@en ;
    wk:indicator indicator:items-held ; wk:kind kind:count ; wk:comparator comparator:qualitative ;
    wk:status status:promised ; wk:commitment commitment:planned ; wk:period period:2024 .
"""
WORDS = """r:2.1.1-s01 {
  st:2.1.1-s01-steady a wk:Target ;
    wk:indicator indicator:items-held ; wk:kind kind:count ; wk:comparator comparator:qualitative ;
    wk:status status:promised ; wk:commitment commitment:planned ; wk:period period:2024 .
"""
REQUEST = f"""r:0.0.1-s01 {{
  st:0.0.1-s01-listen a wk:Measure ; <{RDFS}label> "请听"@zh , "Asks to listen"@en ;
    wk:topic <{CODE}/topic/government> ; wk:actor project:reading-room ;
    wk:status status:promised ; wk:period period:2023 .
}}"""
PEOPLE = f"""r:1.1.1-s02 {{
  <https://w3id.org/wuchang-kg/id/group/people-of-wuchang> a wk:Group ;
    <{RDFS}label> "人民"@zh , "The people"@en .
  st:1.1.1-s02-people a wk:Assessment ; <{RDFS}label> "人民英雄"@zh , "Heroic people"@en ;
    wk:topic <{CODE}/topic/government> ; wk:polarity <{CODE}/polarity/strength> ;
    wk:period period:2023 ; wk:subject <https://w3id.org/wuchang-kg/id/group/people-of-wuchang> .
"""


def thing(name: str, class_: str, zh: str, en: str) -> str:
    """A thing of its own, put first into the graph of r:1.1.1-s02."""
    return f"""r:1.1.1-s02 {{
  <https://w3id.org/wuchang-kg/id/{name}> a wk:{class_} ;
    <{RDFS}label> "{zh}"@zh , "{en}"@en .
"""


CATEGORY = (
    thing("group/firms", "EnterpriseCategory", "企业", "Firms")
    + "  <https://w3id.org/wuchang-kg/id/group/firms> wk:locatedIn place:east-shore .\n"
)
PARKS = "https://w3id.org/wuchang-kg/id/collection/parks"
PARK = (
    thing("collection/parks", "Collection", "公园", "Parks")
    + f"  place:lake-park wk:partOf <{PARKS}> .\n"
)
SERVICE = PARK.replace(
    f"place:lake-park wk:partOf <{PARKS}>",
    f"""<https://w3id.org/wuchang-kg/id/product/reading> a wk:Product ; wk:serves <{PARKS}> ;
    <{RDFS}label> "夜读服务"@zh , "Reading by night"@en""",
)
PROBLEM = f"""r:2.1.1-s01 {{
  <https://w3id.org/wuchang-kg/id/issue/noise> a wk:Issue ; <{RDFS}label> "噪声"@zh , "Noise"@en .
  st:2.1.1-s01-noise a wk:Measure ; <{RDFS}label> "治理噪声"@zh , "Deal with noise"@en ;
    wk:topic <{CODE}/topic/environment> ; wk:actor project:reading-room ;
    wk:means <https://w3id.org/wuchang-kg/id/issue/noise> ;
    wk:status status:promised ; wk:period period:2024 .
"""
LIFE = "https://w3id.org/wuchang-kg/id/policy/longing-for-a-better-life"
BETTER_LIFE = f"""r:2.1.1-s01 {{
  <{LIFE}> a wk:Policy ; <{RDFS}label> "美好生活"@zh , "A better life"@en .
  st:2.1.1-s01-life a wk:Measure ; <{RDFS}label> "服务美好生活"@zh , "Serve a better life"@en ;
    wk:topic <{CODE}/topic/government> ; wk:actor project:reading-room ; wk:object <{LIFE}> ;
    wk:status status:promised ; wk:period period:2024 .
"""
DONE = f"""r:2.1.1-s01 {{
  st:2.1.1-s01-done a wk:Measure ; <{RDFS}label> "开放夜读"@zh , "Evenings were opened"@en ;
    wk:topic <{CODE}/topic/culture-sport> ; wk:actor project:reading-room ;
    wk:status status:promised ; wk:period period:2024 .
"""
RUNNING = """r:1.1.1-s03 {
  st:1.1.1-s03-running a wk:Observation ; wk:subject project:reading-room ;
    wk:indicator indicator:items-held ; wk:kind kind:duration ;
    wk:value 3 ; wk:unit unit:nian ; wk:comparator comparator:exactly ; wk:verbatim "连续3年" ;
    wk:status status:achieved ; wk:period period:2023 .
"""
STARTED = """r:1.1.1-s03 {
  st:1.1.1-s03-started a wk:Milestone ; wk:subject project:reading-room ; wk:stage stage:started ;
    wk:status status:achieved ; wk:period period:2023 .
  st:1.1.1-s03-total a wk:Observation ; wk:subject project:reading-room ;
    wk:indicator indicator:items-held ; wk:kind kind:level ;
    wk:value 3 ; wk:unit unit:wan-jian ; wk:comparator comparator:about ; wk:verbatim "3万件左右" ;
    wk:status status:achieved ; wk:period period:2023 .
"""


class Fault(NamedTuple):
    """What to put where, and what must be said of it."""

    file: str
    old: str
    new: str
    node: str
    message: str
    repair: str


FAULTS = {
    "unknown property": Fault(
        TRIG, "wk:partOf place:east-shore", "wk:partOff place:east-shore",
        "wk:partOff", "is used as a property or class but not declared", "Correct the name"),
    "unknown class": Fault(
        ENTITIES, "place:lake-park a wk:Park", "place:lake-park a wk:Parc",
        "wk:Parc", "is used as a property or class but not declared", "Correct the name"),
    "unknown thing": Fault(
        TRIG, "wk:partOf place:east-shore", "wk:partOf place:west-shore",
        "place:west-shore", "is used but nowhere defined", "define it with a type and a label"),
    "unknown code": Fault(
        TRIG, "stage:completed", "stage:complete",
        "stage:complete", "is used but nowhere defined", "Correct the name"),
    "no English label": Fault(
        ENTITIES, '"东湖岸公园"@zh , "Lake Park"@en', '"东湖岸公园"@zh',
        "place:lake-park", "rdfs:label breaks MinCount", "one rdfs:label in zh and one in en"),
    "third language": Fault(
        ENTITIES, '"书屋"@zh', '"Lesesaal"@de',
        "project:reading-room", 'has a text that is neither zh nor en "Lesesaal"@de', "Tag it @zh"),
    "same label twice": Fault(
        ENTITIES, '"东湖岸公园"@zh', '"小城东岸"@zh',
        "place:east-shore", 'has the same label as place:lake-park "小城东岸"@zh', "Merge the two"),
    "heading called like a thing": Fault(
        ENTITIES, '"东湖岸公园"@zh', '"湖边旧事"@zh',
        "place:lake-park", 'has the same label as r:1.1 "湖边旧事"@zh', "tell their labels apart"),
    "cyclic partOf": Fault(
        TRIG, "place:east-shore wk:partOf place:wuchang-district",
        "place:east-shore wk:partOf place:lake-park",
        "place:lake-park", "belongs to itself by way of place:east-shore", "points the wrong way"),
    "types that exclude each other": Fault(
        ENTITIES, "place:lake-park a wk:Park", "place:lake-park a wk:Park , wk:Event",
        "place:lake-park", "has two types that exclude each other", "Take away one of the types"),
    "a name that is no slug": Fault(
        ENTITIES, "place:lake-park a wk:Park", "place:LakePark a wk:Park",
        "place:LakePark", "is not named as things are", "in lower-case ASCII words"),
    "graph that is no passage": Fault(
        TRIG, "r:1.1.1-s02 {", "r:1.1.1-s09 {",
        "r:1.1.1-s09", "names a graph but is no passage", "Correct the number"),
    "statement named after another passage": Fault(
        TRIG, "st:1.1.1-s03-items", "st:1.1.1-s02-items",
        "st:1.1.1-s02-items", "is named after another passage", "Begin its name with"),
    "value that is not the verbatim's": Fault(
        TRIG, "wk:value 3 ;", "wk:value 4 ;",
        "st:1.1.1-s03-items", "says 4, the sentence 3", "own number"),
    "statement without what its shape asks": Fault(
        PLAN, "wk:commitment commitment:planned ; wk:period", "wk:period",
        "st:2.1.1-s01-items", "wk:commitment breaks MinCount", "exactly one wk:commitment"),
    "outcome of a year to come": Fault(
        TRIG, '"3万件左右" ;\n    wk:status status:achieved ; wk:period period:2023',
        '"3万件左右" ;\n    wk:status status:achieved ; wk:period period:2024',
        "st:1.1.1-s03-items", "ends after the one its report reviews", "Make it a wk:Target"),
    "outcome told twice": Fault(
        TRIG, "r:1.1.1-s03 {\n", AGAIN.format(class_="Observation", more=""),
        "st:1.1.1-s03-again", "gives the same figure of the same period as st:1.1.1-s03-items",
        "State wk:wordingOf"),
    "outcome preferred as much as another": Fault(
        TRIG, "r:1.1.1-s03 {\n", AGAIN.format(class_="Observation", more=""),
        "st:1.1.1-s03-again", "is preferred as much as another outcome",
        "State wk:wordingOf"),
    "code with two Chinese labels": Fault(
        "ontology/schemes.ttl", '"谋划"@zh , "proposed"', '"谋划"@zh , "策划"@zh , "proposed"',
        "stage:proposed", "has not exactly one label in zh and one in en", "skos:altLabel"),
    "wording of nothing that can stand for it": Fault(
        TRIG, "r:1.1.1-s03 {\n",
        AGAIN.format(class_="Observation", more="wk:wordingOf st:1.1.1-s01-room ;"),
        "st:1.1.1-s03-again", "is a wording of what it cannot stand for st:1.1.1-s01-room",
        "of the same class and report"),
    "rank of an estimate": Fault(
        TRIG, "r:1.1.1-s03 {\n", RANK,
        "st:1.1.1-s03-rank", "is a rank that is reached by a figure that is only estimated",
        "status:estimated too"),
    "flow told as a stock": Fault(
        PLAN, "r:2.1.1-s01 {\n", BUILT,
        "st:2.1.1-s01-built", "as if it were all there is", "after what is done in the period"),
    "cumulative figure of one year": Fault(
        TRIG, "r:1.1.1-s03 {\n", CUMULATIVE,
        "st:1.1.1-s03-sum", "is a cumulative figure told as that of one year period:2023",
        "when the sum begins"),
    "stage of another kind of thing": Fault(
        TRIG, "stage:completed", "stage:established",
        "st:1.1.1-s01-room", "that things of its kind do not reach project:reading-room",
        "a body is founded"),
    "stage of what goes on told as done": Fault(
        TRIG, "stage:completed", "stage:expropriation-closing",
        "st:1.1.1-s01-room", "though its stage says that something is still going on",
        "when it is done"),
    "milestone of the thing that is changed": Fault(
        PLAN, "r:2.1.1-s01 {\n", ENLARGED,
        "st:2.1.1-s01-larger", "of the thing that is to be changed", "an IRI of its own"),
    "set that is done before its members": Fault(
        TRIG, "r:1.1.1-s02 {\n", OPENED,
        "st:1.1.1-s02-open", "only promised of a member place:lake-park project:reading-room",
        "the stage or status of one of the two"),
    "honour of another": Fault(
        TRIG, "r:1.1.1-s02 {\n", HONOUR,
        "st:1.1.1-s02-prize", "an honour that another sentence gives to something else",
        "what really won it"),
    "none told in words": Fault(
        PLAN, "r:2.1.1-s01 {\n", NONE,
        "st:2.1.1-s01-none", "says in words that there is none", "wk:value 0"),
    "words that no label says": Fault(
        PLAN, "r:2.1.1-s01 {\n", WORDS,
        "st:2.1.1-s01-steady", "is told in words, and no label says which",
        "in the words of the sentence"),
    "request told as a promise": Fault(
        TRIG, "r:0.0.1-s01 { r:0.0.1-s01 wk:notEncoded reason:address . }", REQUEST,
        "st:0.0.1-s01-listen", "is told as a promise by the audience", "polarity:request"),
    "people under the topic of the government": Fault(
        TRIG, "r:1.1.1-s02 {\n", PEOPLE,
        "st:1.1.1-s02-people", "has the topic of the government itself", "topic:society"),
    "whole along the road of its parts": Fault(
        TRIG, "r:1.1.1-s02 {\n",
        "r:1.1.1-s02 {\n  place:lake-park wk:liesAlong place:wuchang-district .\n"
        "  place:east-shore wk:liesAlong place:wuchang-district .\n",
        "place:east-shore", "in a sentence that says so of its parts", "Keep wk:liesAlong"),
    "category in a place": Fault(
        TRIG, "r:1.1.1-s02 {\n", CATEGORY,
        "group:firms", "is a category or a class of land",
        "Say it of the members"),
    "relation without a word": Fault(
        TRIG, "r:1.1.1-s02 {\n",
        "r:1.1.1-s02 {\n  place:lake-park wk:relatedTo project:reading-room .\n",
        "place:lake-park", "by a relation that its kind does not bear wk:relatedTo",
        "State what the sentence says"),
    "part of a set": Fault(
        TRIG, "r:1.1.1-s02 {\n", PARK,
        "place:lake-park", "by a relation that its kind does not bear wk:partOf",
        "a set has members"),
    "part of a set by way of a whole": Fault(
        TRIG, "r:1.1.1-s02 {\n", PARK.replace("wk:partOf", "wk:belongsTo"),
        "place:lake-park", "is part of or located in a set, which has no parts and no place",
        "State wk:memberOf"),
    "member of a category": Fault(
        TRIG, "r:1.1.1-s02 {\n", CATEGORY.replace("wk:locatedIn", "wk:hasMember"),
        "place:east-shore", "is told as a member of a category of things group:firms",
        "wk:instanceOf"),
    "service for the places where it is offered": Fault(
        TRIG, "r:1.1.1-s02 {\n", SERVICE,
        "product:reading", "by a relation that its kind does not bear wk:serves",
        "State what the sentence says"),
    "problem as a means": Fault(
        PLAN, "r:2.1.1-s01 {\n", PROBLEM,
        "st:2.1.1-s01-noise", "by a relation that its kind does not bear wk:means",
        "State what the sentence says"),
    "topic of another": Fault(
        PLAN, "r:2.1.1-s01 {\n", BETTER_LIFE,
        "st:2.1.1-s01-life", "speaks of something whose topic it does not have",
        "Give it the topic of what it speaks of"),
    "government without a place": Fault(
        TRIG, "r:1.1.1-s02 {\n",
        thing("org/government", "GovernmentBody", "小城人民政府", "Government of the town"),
        "org:government", "is a people's government that governs no place",
        "State wk:governs"),
    "event without a host": Fault(
        TRIG, "r:1.1.1-s02 {\n",
        thing("event/reading", "Event", "夜读", "Night of reading")
        + """  st:1.1.1-s02-held a wk:Milestone ; wk:stage stage:held ; wk:status status:achieved ;
    wk:subject <https://w3id.org/wuchang-kg/id/event/reading> ; wk:period period:2023 .
""",
        "event:reading", "whom the sentence implies and nothing names wk:hostedBy",
        "State wk:hostedBy"),
    "set that nobody counts": Fault(
        TRIG, "r:1.1.1-s02 {\n",
        thing("collection/six", "Collection", "六大书屋", "Six reading rooms"),
        "collection:six", "is named by its number and nobody counts it", "number-of-members"),
    "label that shows its making": Fault(
        TRIG, "wk:indicator indicator:items-held ;",
        "wk:indicator indicator:items-held ;\n"
        '    <http://www.w3.org/2000/01/rdf-schema#label> "藏品要达到3万件"@zh ;',
        "st:1.1.1-s03-items", "has a label that shows how it was made", "Mend the rule"),
    "label that tells its subject twice": Fault(
        TRIG, "wk:indicator indicator:items-held ;",
        "wk:indicator indicator:items-held ;\n"
        '    <http://www.w3.org/2000/01/rdf-schema#label> "湖边书屋，湖边书屋藏品"@zh ;',
        "st:1.1.1-s03-items", "has a label that shows how it was made", "Mend the rule"),
    "bound that the label leaves out": Fault(
        TRIG, "wk:indicator indicator:items-held ;",
        "wk:indicator indicator:items-held ;\n"
        '    <http://www.w3.org/2000/01/rdf-schema#label> "2023年藏品3万件"@zh ;',
        "st:1.1.1-s03-items", "has a bound of which its Chinese label has no word",
        "write the bound into the label"),
    "multiple of nothing": Fault(
        TRIG, "wk:kind kind:count", "wk:kind kind:multiple",
        "st:1.1.1-s03-items", "is a multiple of which nobody can tell", "wk:comparedWith"),
    "area in another unit": Fault(
        TRIG, "wk:indicator indicator:items-held ;",
        f"wk:indicator indicator:items-held ; wk:unit <{CODE}/unit/hectare> ;\n"
        '    <http://www.w3.org/2000/01/rdf-schema#label> "Items, 2023: 20,000 square metres"@en ;',
        "st:1.1.1-s03-items", "its English label gives square metres", "unit of the sentence"),
    "promise told as done": Fault(
        PLAN, "r:2.1.1-s01 {\n", DONE,
        "st:2.1.1-s01-done", "and its words tell it as done", "Write it as what is to come"),
    "period without a reading": Fault(
        TRIG, "r:1.1.1-s02 {\n",
        thing("period/lately", "Period", "近五年", "Last five years")
        + '  <https://w3id.org/wuchang-kg/id/period/lately> wk:ends "2023-12-31"^^<'
        + 'http://www.w3.org/2001/XMLSchema#date> .\n',
        "period:lately", "does not say whose reading it is", "skos:scopeNote"),
    "years running in one year": Fault(
        TRIG, "r:1.1.1-s03 {\n", RUNNING,
        "st:1.1.1-s03-running", "counts years running that its period does not span period:2023",
        "from the first to the last"),
    "total of what has just started": Fault(
        TRIG, "r:1.1.1-s03 {\n", STARTED,
        "st:1.1.1-s03-total", "has only just started project:reading-room", "a planned total"),
    "relation of what cannot have it": Fault(
        TRIG, "place:lake-park wk:partOf place:east-shore .",
        "place:lake-park wk:hostedBy place:east-shore .",
        "place:lake-park", "is of no class that has the property wk:hostedBy", "domainIncludes"),
    "relation to what cannot be its value": Fault(
        TRIG, "place:lake-park wk:partOf place:east-shore .",
        "place:lake-park wk:inIndustry place:east-shore .",
        "place:lake-park", "a value that the property does not take wk:inIndustry place:east-shore",
        "rangeIncludes"),
    "code of another list": Fault(
        TRIG, "wk:kind kind:count", "wk:kind comparator:about",
        "st:1.1.1-s03-items", "does not take wk:kind comparator:about", "wk:codeList"),
    "value of another datatype": Fault(
        ENTITIES, 'wk:begins "2024-01-01"^^xsd:date', 'wk:begins "2024"',
        "period:2024", 'does not take wk:begins "2024"', "rdfs:range"),
    "verb of what is no promise": Fault(
        TRIG, "st:1.1.1-s01-room a wk:Milestone ;",
        f"st:1.1.1-s01-room a wk:Milestone ; wk:verb <{CODE}/verb/start> ;",
        "st:1.1.1-s01-room", "has the verb of a promise but is none verb:start", "wk:status"),
    "property of nothing": Fault(
        ONTOLOGY, "    schema:domainIncludes wk:Milestone ;\n", "",
        "wk:stage", "of style:Domain", "the classes of what has it"),
    "property without values": Fault(
        ONTOLOGY, "    wk:codeList <https://w3id.org/wuchang-kg/code/polarity> ;\n", "",
        "wk:polarity", "of style:Range", "what its values are"),
    "similar indicator without a note": Fault(
        ENTITIES, "indicator:items-held a wk:Indicator ;",
        "indicator:items-held wk:similarIndicator indicator:titles-held ; a wk:Indicator .\n\n"
        "indicator:titles-held a wk:Indicator ;\n"
        '    rdfs:label "藏书"@zh , "Titles held"@en ; wk:direction direction:more .\n\n'
        "indicator:items-held",
        "indicator:items-held", "a path breaks MinCount", "how the similar indicators differ"),
    "count taken for a name": Fault(
        ENTITIES, '"东湖岸公园"@zh', '"3座公园"@zh',
        "place:lake-park", "is named, yet its label only counts things", "wk:isNamed false"),
    "level that the name gives": Fault(
        TRIG, "r:1.1.1-s02 {\n", f"""r:1.1.1-s02 {{
  <https://w3id.org/wuchang-kg/id/policy/pilot> a wk:Pilot ;
    <{RDFS}label> "全国湖泊试点"@zh , "National lake pilot"@en .
  place:lake-park wk:focusesOn <https://w3id.org/wuchang-kg/id/policy/pilot> .
""",
        "policy:pilot", "has no wk:level, though its name", "wk:level"),
    "deprecated term": Fault(
        TRIG, "place:lake-park wk:partOf place:east-shore .",
        "place:lake-park wk:developedBy place:east-shore .",
        "place:lake-park", "uses a term that is deprecated wk:developedBy", "Use another"),
    "term without definition": Fault(
        ONTOLOGY, '        "A lake."@en .', '        "A lake"@en .',
        "wk:Lake", "skos:definition breaks Pattern", "ending in a full stop"),
    "schema.org term of another vocabulary": Fault(
        ONTOLOGY, "wk:linedBy a owl:ObjectProperty ;",
        "wk:linedBy a owl:ObjectProperty ; wk:schemaTerm wk:Lake ;",
        "wk:linedBy", "has a name or a schema.org term", "one wk:schemaTerm"),
    "code outside its list": Fault(
        ONTOLOGY, "wk:linedBy a owl:ObjectProperty ;",
        "wk:linedBy <http://www.w3.org/2004/02/skos/core#inScheme> "
        "<https://w3id.org/wuchang-kg/code/stage> ; a owl:ObjectProperty ;",
        "wk:linedBy", "has a name or a schema.org term", "Name a code list"),
    "axiom that the build does not derive": Fault(
        ONTOLOGY, "wk:linedBy a owl:ObjectProperty ;",
        "wk:linedBy a owl:ObjectProperty ; rdfs:domain wk:Place ;",
        "wk:linedBy", "rdfs:domain entails more than the build derives", "as a rule"),
}  # fmt: skip


def test_the_tiny_world_is_sound(tiny: Project, tiny_text: str) -> None:
    assert check(tiny) == []
    assert check(tiny, {DEFAULT_REPORT: tiny_text}) == []


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_fault(tiny: Project, edit: Edit, fault: Fault) -> None:
    edit(fault.file, fault.old, fault.new)
    problems = [p for p in check(tiny) if p.node == fault.node and fault.message in p.message]
    assert problems
    for problem in problems:
        assert problem.file == fault.file
        assert problem.line
        assert fault.repair in problem.repair


def test_an_outcome_may_be_told_twice_when_one_is_said_to_be_a_wording(
    tiny: Project, edit: Edit
) -> None:
    more = "wk:wordingOf st:1.1.1-s03-items ;"
    edit(TRIG, "r:1.1.1-s03 {\n", AGAIN.format(class_="Observation", more=more))
    assert check(tiny) == []


def test_a_part_of_a_report_says_what_it_does(tiny: Project, edit: Edit) -> None:
    edit(REPORT, "r:2 wk:reportPart part:plan ; rdfs:label", "r:2 rdfs:label")
    (problem,) = (p for p in check(tiny) if "wk:reportPart breaks MinCount" in p.message)
    assert problem.node == "r:2.1.1-s01" and "of its part in report.ttl" in problem.repair


def test_a_figure_must_stand_in_its_sentence(tiny: Project, edit: Edit, tiny_text: str) -> None:
    edit(TRIG, '"3万件左右"', '"3万件以上"')
    problems = check(tiny, {DEFAULT_REPORT: tiny_text})
    assert any(p.file == TRIG and p.node == "st:1.1.1-s03-items" and p.line for p in problems)


def test_another_text_names_the_passages_that_differ(tiny: Project, tiny_text: str) -> None:
    problems = check(tiny, {DEFAULT_REPORT: tiny_text.replace("3万件左右", "4万件左右")})
    differing = [p for p in problems if p.file == PASSAGES]
    assert [p.node for p in differing] == ["r:1.1.1-s03"]
    assert "sentence has changed" in differing[0].message and differing[0].repair


def test_what_the_encoding_leaves_out_is_found_with_the_text(
    tiny: Project, edit: Edit, tiny_text: str
) -> None:
    edit(TRIG, '; wk:verbatim "3万件左右"', "")
    assert any(
        p.node == "r:1.1.1-s03" and "3" in p.message
        for p in check(tiny, {DEFAULT_REPORT: tiny_text})
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?node { ?node a wk:Thing }", "the prefix wk: is not declared"),
        ("SELECT ?node { ?node a ?type }", "is no check"),
        ("#+ message: m\n#+ repair: r\nASK { ?s ?p ?o }", "is no check"),
    ],
)
def test_a_check_that_cannot_run_is_named(tiny: Project, text: str, message: str) -> None:
    (tiny.checks / "broken.rq").write_text(text, encoding="utf-8")
    (problem,) = check(tiny)
    assert problem.file == "queries/checks/broken.rq" and message in problem.message


def test_an_axiom_that_infers_who_was_attracted_is_found(tiny: Project, edit: Edit) -> None:
    edit(
        TRIG,
        "r:1.1.1-s02 {",
        "r:1.1.1-s02 {\n  project:reading-room wk:attractedTo place:lake-park .",
    )
    assert check(tiny) == []
    # The link to ontology/ is replaced by a file that says more.
    inverse = "    owl:inverseOf wk:attracts ;"
    chain = "owl:propertyChainAxiom ( wk:attractedTo wk:partOf ) ;"
    edit(ONTOLOGY, inverse, f"{inverse} {chain}")
    found = {p.message for p in check(tiny) if "no sentence says it was attracted" in p.message}
    assert {said.rpartition(" ")[2] for said in found} == {
        "place:east-shore", "place:wuchang-district",
    }  # fmt: skip


def test_things_may_share_a_label_when_they_are_said_to_differ(tiny: Project, edit: Edit) -> None:
    edit(ENTITIES, '"东湖岸公园"@zh', '"小城东岸"@zh')
    different = "a wk:Park ; <http://www.w3.org/2002/07/owl#differentFrom> place:east-shore"
    edit(ENTITIES, "place:lake-park a wk:Park", f"place:lake-park {different}")
    assert check(tiny) == []


@pytest.mark.parametrize(
    ("old", "new", "node", "lacking"),
    [
        ('"发掘…"@zh , "… was excavated"@en', '"… was excavated"@en',
         "stage:discovered", 'wk:reachedPhrase "zh"'),
        ('"…获“…”"@zh , "… received: …"@en', '"…获“…”"@zh', "wk:Honour", 'wk:conferredPhrase "en"'),
        ('wk:verbPhrase "has the branch"@en ; ', "", "wk:hasBranch", 'wk:verbPhrase "en"'),
        ('skos:inScheme wk:displayName "所属代码表"@zh , ', "skos:inScheme wk:displayName ",
         "skos:inScheme", 'wk:displayName "zh"'),
    ],
)  # fmt: skip
def test_words_that_are_missing_are_named(
    tiny: Project, edit: Edit, old: str, new: str, node: str, lacking: str
) -> None:
    edit(WORDING, old, new)
    found = [problem for problem in check(tiny) if problem.node == node]
    assert f"lacks words for pages and labels, {lacking}" in {p.message for p in found}
    assert all("ontology/wording.ttl" in problem.repair for problem in found)
