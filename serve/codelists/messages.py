"""The words of codes in the reader's language. An operator's own are shown as that file has them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from babel.numbers import get_currency_name

from model.messages import Message, Translated, Wording, in_context, message
from serve.codelists.domain import CodeList, ListedCode
from serve.platform.translations import Language

SORTED = frozenset({"country", "currency"})
# Translators: each is the name of a list of codes, and the label of its choice in a form of a customs seizure.
NAMES: Mapping[str, Message] = MappingProxyType(
    {
        "basis": message("Basis"),
        "direction": message("Direction"),
        "customs_procedure": message("Customs procedure"),
        "declaration_kind": message("Kind of declaration"),
        "traffic": message("Traffic"),
        "transport": message("Means of transport"),
        "detection": message("How detected"),
        "concealment": message("How concealed"),
        "goods_category": message("Category of goods"),
        "goods_kind": message("Kind of infringement"),
        "right_kind": message("Kind of right"),
        "result": message("Result"),
        "quantity_unit": message("Unit of quantity"),
        "value_basis": message("Basis of the value"),
        "person_role": message("Role in the case"),
        "person_reason": message("Reason"),
        "country": message("Country"),
        "currency": message("Currency"),
        "port": message("Port"),
    }
)
# Translators: on which basis customs act: a right holder's application, or of their own accord (by law: ex officio).
_BASIS = {"upon-application": message("Upon application"), "ex-officio": message("Ex officio")}
_DIRECTION = {
    "import": in_context("direction of goods", "Import"),
    "export": in_context("direction of goods", "Export"),
    "transit": in_context("direction of goods", "Transit"),
}
_CUSTOMS_PROCEDURE = {
    "free-circulation": message("Release for free circulation"),
    "export": in_context("customs procedure", "Export"),
    "re-export": message("Re-export"),
    "customs-transit": message("Customs transit"),
    "warehousing": message("Customs warehousing"),
    "free-zone": message("Free zone"),
    "processing": message("Processing"),
    "temporary-admission": message("Temporary admission"),
    "temporary-storage": message("Temporary storage"),
    "postal-traffic": message("Postal traffic"),
    "travellers": message("Travellers"),
}
_DECLARATION_KIND = {
    "customs-declaration": message("Customs declaration"),
    "transit-declaration": message("Transit declaration"),
    "postal-item": message("Postal item"),
    "carnet": message("Carnet"),
}
# Translators: how goods travel. SAL and EMS are services of the post (surface air lifted, express mail service).
_TRAFFIC = {
    "cargo": in_context("traffic", "Cargo"),
    "express": in_context("traffic", "Express courier"),
    "passenger": in_context("traffic", "Passenger"),
    "post-air": message("Post: ordinary, by air"),
    "post-sal": message("Post: ordinary, by SAL"),
    "post-sea": message("Post: ordinary, by sea"),
    "post-parcel": message("Post: parcel"),
    "post-registered": message("Post: registered"),
    "post-ems": message("Post: EMS"),
}
_TRANSPORT = {
    "sea": in_context("means of transport", "Sea"),
    "rail": in_context("means of transport", "Rail"),
    "road": in_context("means of transport", "Road"),
    "air": in_context("means of transport", "Air"),
    "mail": in_context("means of transport", "Mail"),
    "inland-water": message("Inland waterway"),
}
_DETECTION = {
    "risk-profile": message("Risk profile"),
    "information": in_context("how goods were detected", "Information"),
    "routine": message("Routine check"),
    "random": message("Random check"),
    "scanner": message("Scanner"),
    "dog": message("Dog"),
    "other": in_context("how goods were detected", "Other"),
}
_CONCEALMENT = {
    "none": message("Not concealed"),
    "misdeclared": message("Declared as something else"),
    "among-goods": message("Among other goods"),
    "in-goods": message("Inside other goods"),
    "in-vehicle": message("In the vehicle"),
    "on-person": message("On a person"),
    "other": in_context("how goods were concealed", "Other"),
}
_GOODS_CATEGORY = {
    "food": message("Food"),
    "alcohol": message("Alcoholic drinks"),
    "drinks": message("Other drinks"),
    "perfume-cosmetics": message("Perfume and cosmetics"),
    "body-care": message("Body care"),
    "clothing": message("Clothing"),
    "accessories": message("Accessories of clothing"),
    "sport-shoes": message("Sport shoes"),
    "shoes": message("Other shoes"),
    "sunglasses": message("Sunglasses and glasses"),
    "bags": message("Bags and wallets"),
    "watches": message("Watches"),
    "jewellery": message("Jewellery"),
    "phones": message("Mobile phones"),
    "phone-parts": message("Parts and accessories of mobile phones"),
    "electronics": message("Other electronics"),
    "cartridges": message("Ink cartridges and toners"),
    "media": message("Recorded media"),
    "toys": message("Toys"),
    "games": message("Games and consoles"),
    "sports": message("Sports articles"),
    "cigarettes": message("Cigarettes"),
    "tobacco": message("Other tobacco products"),
    "medicines": message("Medicines"),
    "tools": message("Machines and tools"),
    "vehicle-parts": message("Vehicle parts"),
    "lighters": message("Lighters"),
    "textiles": message("Household textiles"),
    "packaging": message("Labels, tags and packaging"),
    "other": in_context("category of goods", "Other goods"),
}
_GOODS_KIND = {
    "counterfeit-mark": message("Counterfeit mark"),
    "pirated": message("Pirated work"),
    "design": message("Copied design"),
    "patent": message("Infringed patent"),
    "label-alone": message("Label or packaging alone"),
    "non-original-parts": message("Non-original parts"),
    "parallel": message("Parallel import or overrun"),
}
_RIGHT_KIND = {
    "trade_mark": in_context("intellectual property", "Trade mark"),
    "design": in_context("intellectual property", "Design"),
    "copyright": in_context("intellectual property", "Copyright or related right"),
    "patent": in_context("intellectual property", "Patent"),
    "utility_model": in_context("intellectual property", "Utility model"),
    "geographical_indication": in_context("intellectual property", "Geographical indication"),
    "plant_variety": in_context("intellectual property", "Plant variety"),
    "other": in_context("intellectual property", "Another right"),
}
# Translators: how a customs procedure about goods ended.
_RESULT = {
    "released_no_action": in_context("result of a procedure", "Released, as no one acted"),
    "excluded_no_action": in_context("result of a procedure", "Deemed excluded, as no one decided"),
    "released_genuine": in_context("result of a procedure", "Released: genuine goods"),
    "released_not_infringing": in_context("result of a procedure", "Released: no right is infringed"),
    "destroyed": in_context("result of a procedure", "Destroyed"),
    "destroyed_small_consignment": in_context("result of a procedure", "Destroyed as a small consignment"),
    "forfeited": in_context("result of a procedure", "Seized and forfeited"),
    "court": in_context("result of a procedure", "Decided by a court"),
    "settled": in_context("result of a procedure", "Settled between the parties"),
}
_QUANTITY_UNIT = {
    "piece": message("Pieces"),
    "pair": message("Pairs"),
    "packet": message("Packets"),
    "kilogram": message("Kilograms"),
    "litre": message("Litres"),
    "metre": message("Metres"),
    "square-metre": message("Square metres"),
}
_VALUE_BASIS = {
    "retail-price": message("Retail price"),
    "catalogue-price": message("Catalogue price"),
    "right-holder": message("Stated by the right holder"),
    "estimate": message("Estimate"),
}
# Translators: who someone is in a customs case.
_PERSON_ROLE = {
    "declarant": in_context("person of a case", "Declarant"),
    "importer": in_context("person of a case", "Importer"),
    "addressee": in_context("person of a case", "Addressee"),
    "sender": in_context("person of a case", "Sender"),
    "holder": in_context("person of a case", "Holder of the goods"),
}
# Translators: why an officer needs what is kept of a person, or corrects or removes it.
_PERSON_REASON = {
    "notice": message("To write to the person"),
    "identification": message("To find out who it is"),
    "court": message("For a court or a prosecutor"),
    "authority": message("For another authority"),
    "request": message("The person asks for it"),
    "correction": message("It was wrong or has changed"),
    "supervision": message("To check how data are protected"),
}
WORDS: Mapping[str, Mapping[str, Message]] = MappingProxyType(
    {
        "basis": _BASIS,
        "direction": _DIRECTION,
        "customs_procedure": _CUSTOMS_PROCEDURE,
        "declaration_kind": _DECLARATION_KIND,
        "traffic": _TRAFFIC,
        "transport": _TRANSPORT,
        "detection": _DETECTION,
        "concealment": _CONCEALMENT,
        "goods_category": _GOODS_CATEGORY,
        "goods_kind": _GOODS_KIND,
        "right_kind": _RIGHT_KIND,
        "result": _RESULT,
        "quantity_unit": _QUANTITY_UNIT,
        "value_basis": _VALUE_BASIS,
        "person_role": _PERSON_ROLE,
        "person_reason": _PERSON_REASON,
    }
)


def wording_of(codes: CodeList, code: str) -> Wording:
    """What a code of a list with words is called, for any reader; the code itself if nothing else is known."""
    entry = codes.find(code)
    if entry is not None and entry.words:
        return Translated(entry.words)
    return WORDS.get(codes.id, {}).get(code, code)


def words_of(codes: CodeList, code: str, language: Language) -> Wording:
    """What a code is called; the code itself if nothing else is known, such as of one that is no longer listed."""
    entry = codes.find(code) or ListedCode(code)
    if entry.words:
        return language.choose(Translated(entry.words))
    if codes.id == "country":
        return language.country(code)
    if codes.id == "currency":
        return str(get_currency_name(code, locale=language.locale))
    return wording_of(codes, code)


def by_words(codes: CodeList, entries: Iterable[ListedCode], language: Language) -> list[tuple[ListedCode, Wording]]:
    """Codes with what they are called; countries and currencies by that, others in the order of their list."""
    found = [(each, words_of(codes, each.code, language)) for each in entries]
    return sorted(found, key=lambda each: language.say(each[1]).casefold()) if codes.id in SORTED else found
