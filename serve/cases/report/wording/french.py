"""The report's own words in French."""

FRENCH = {
    "title": "Rapport de dossier",
    "agency": "Service",
    "country": "Pays",
    "place": "Lieu",
    "lane": "Circuit de contrôle",
    "declaration": "Numéro de déclaration ou de colis",
    "state": "État",
    "legal_hold": "Conservation obligatoire",
    "hold": "Oui : rien de ce dossier ne peut être supprimé",
    "no_hold": "Aucune",
    "opened": "Ouvert",
    "closed": "Clos",
    "not_closed": "Non clos",
    "printed": "Établissement de ce rapport",
    "id": "Identifiant dans le registre",
    "notes": "Notes",
    "steps": "Mesures portant sur l'ensemble du dossier",
    "step_close": "Clôture",
    "step_reopen": "Réouverture",
    "step_hold": "Conservation obligatoire imposée",
    "step_lift_hold": "Conservation obligatoire levée",
    "no_reason": "Aucun motif indiqué",
    "undrawn_title": "Certains caractères ne sont pas affichés",
    "undrawn": (
        "À la place d'un caractère qui n'a pas pu être affiché figure son code entre crochets, par exemple [U+1F600] ; "
        "« +12 » après ce code signifie que 12 autres caractères suivaient. "
        "Le texte exact se trouve dans le fichier case.json du dossier de preuves."
    ),
    "reading_title": "Comment lire ce rapport",
    "reading_roles": (
        "Deux sortes d'énoncés sont tenues séparées. Sous « Verdict de l'assistant », dans un cadre pointillé, figure "
        "ce qu'un programme informatique a dit après avoir comparé des photos. Sous « Conclusion de l'agent », dans un "
        "cadre noir épais, figure ce qu'une personne a constaté. Le programme aide à décider ; il ne décide pas."
    ),
    "reading_digests": (
        "Sous chaque photo figure son empreinte SHA-256 : 64 chiffres hexadécimaux calculés sur le fichier tel qu'il a "
        "été reçu. Si quoi que ce soit dans ce fichier changeait, l'empreinte changerait aussi. Les photos imprimées "
        "ici sont des copies de lecture ; les originaux se trouvent dans le dossier de preuves."
    ),
    "reading_times": "Toutes les heures sont en temps universel coordonné (UTC).",
    "glance": "Vue d'ensemble des objets",
    "no_items": "Ce dossier ne contient aucun objet.",
    "item": "Objet {number}",
    "item_column": "Objet",
    "description": "Description",
    "product": "Produit",
    "by_officer": "Produit choisi par l'agent",
    "by_barcode": "Produit désigné par le numéro d'article figurant sur l'objet",
    "by_model": "Produit reconnu par l'assistant d'après les photos",
    "by_nobody": "Produit non reconnu",
    "none": "Aucun élément",
    "photos": "Photos",
    "photo": "Photo {number}",
    "photo_column": "Photo",
    "received": "Reçue",
    "sha256": "SHA-256 de l'original",
    "verdict": "Verdict de l'assistant",
    "verdict_role": "Énoncé par un programme à partir de photos. Ce n'est pas une décision.",
    "no_verdict": "L'assistant n'a rendu aucun verdict sur cet objet.",
    "means": "Ce que cela signifie",
    "means_not": "Ce que cela ne signifie pas",
    "reason": "Motif",
    "basis": "Ce sur quoi cela repose",
    "strength": "Force de l'indice",
    "bound": "Fréquence d'erreur d'une telle réponse",
    "point": "Endroit comparé",
    "finding": "Constat",
    "weight": "Poids dans ce verdict",
    "genuine": "Authentique",
    "counterfeit": "Contrefait",
    "note": "Remarque",
    "code": "Numéro lu sur une photo",
    "limits": "Ce que l'assistant ne peut pas savoir",
    "photos_examined": "Photos examinées",
    "examined": "Examiné",
    "examination": "Examen",
    "release": "Version de l'assistant",
    "conclusion": "Conclusion de l'agent",
    "conclusion_role": "Constatée par une personne.",
    "no_conclusion": "Aucun agent n'a saisi de conclusion sur cet objet.",
    "by": "Par",
    "at": "Date et heure",
    "before_verdict": "Saisie avant que l'assistant ait rendu un verdict sur cet objet.",
    "after_verdict": "Saisie après que l'assistant a rendu un verdict sur cet objet.",
    "opinion": "Second avis",
    "opinion_role": "Constaté par une autre personne.",
    "asked_by": "Demandé par",
    "asked_of": "Demandé à",
    "asked_at": "Demandé le",
    "opinion_unanswered": "Avis demandé, mais pas encore rendu.",
    "from_photos_alone": "Rendu d'après les seules photos, avant toute consultation du dossier.",
    "had_seen": "La personne avait consulté le dossier avant de répondre.",
    "enquiry": "Demande au titulaire des droits",
    "right_holder": "Titulaire des droits",
    "question": "Question",
    "answer": "Réponse",
    "amendment": "Rectification {number} de la réponse",
    "amended_later": "Rectifiée par la suite ; elle n'est plus valable.",
    "counts": "C'est la réponse valable.",
    "answered_by": "Réponse donnée par",
    "unanswered": "Pas encore de réponse.",
    "statement": "Déclaration pour la procédure",
    "custody": "Chaîne de conservation",
    "custody_text": (
        "Chaque entrée du journal d'audit contient l'empreinte de l'entrée précédente, et la dernière est signée : une "
        "modification, une suppression ou un ajout ultérieur se voit. Ne sont listées que les entrées qui concernent "
        "ce dossier ; les numéros intermédiaires appartiennent à d'autres dossiers."
    ),
    "digest_of_each": "Sous chaque entrée figure son empreinte SHA-256.",
    "looks_left_out": (
        "Ne sont pas listées {count} entrées de simples consultations ; elles figurent dans le dossier de preuves."
    ),
    "no_events": "Le journal d'audit ne contient aucune entrée pour ce dossier.",
    "number_column": "N°",
    "actor": "Qui",
    "action": "Action",
    "subject": "Sur quoi",
    "digest": "Empreinte (SHA-256)",
    "signed_head": "Fin signée du journal d'audit",
    "signed_number": "Numéro de la dernière entrée",
    "key": "Clé de signature",
    "signature": "Signature (Ed25519)",
    "check_title": "Comment vérifier ce rapport",
    "check": (
        "Le dossier de preuves contient les photos originales, le fichier case.json et le journal d'audit signé. La "
        "commande « shingan verify BUNDLE.zip » recalcule toutes les empreintes, vérifie la signature et nomme ce qui "
        "ne concorde pas."
    ),
    "page": "Page {page} sur {pages}",
}
