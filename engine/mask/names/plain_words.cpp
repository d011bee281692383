#include "mask/names/plain_words.hpp"

namespace subset {

const std::string_view plain_words = R"(
id ids uid guid uuid oid key keys ref pk fk code codes number no nr num sku ean upc isbn issn gtin asin barcode serial lot batch part revision release version build commit branch tag tags
type types kind kinds class classes category categories subcategory group groups family species status state states stage phase step level tier grade rank priority severity urgency flag flags mode
modes method methods format formats encoding charset locale language lang timezone zone tz currency country countries region regions continent territory area unit units measure measurement
scale size sizes length width height depth weight volume capacity quantity qty amount amounts price prices cost costs fee fees charge charges rate rates ratio percent percentage share total
totals subtotal sum average avg mean median min max minimum maximum limit limits threshold count counts counter score scores points rating ratings stars votes wins losses goals balance credit
credits debit discount tax vat gst duty margin profit revenue budget quota color colour colors colours shape material pattern texture brand make model models series edition variant variants
style theme skin icon icons image images thumbnail picture logo banner cover file files filename filesize path paths folder directory extension mime mimetype content_type url urls uri link
links slug permalink domain domains host hostname server port protocol scheme method route endpoint path query params parameters args arguments header headers template templates
layout widget component view page pages section position order sort index offset row column line block cell slot bay rack floor room building site zone aisle bin shelf warehouse store shop
channel source target origin destination direction side event events action actions operation provider vendor vendors command trigger job task tasks queue worker process pipeline stage run attempt attempts retry
retries result results outcome reason cause resolution decision verdict feature features option options setting settings config configuration preference preferences permission permissions
privilege role roles scope scopes policy policies rule rules condition constraint filter filters expression regex pattern formula logic syntax schema table field property attribute value values
default label labels caption heading title titles subtitle headline summary excerpt description definition text topic subject tagline keyword keywords term terms concept vocabulary glossary
unit department division team league club season episode chapter volume issue track album genre playlist film movie book publisher product products item items article sku part service services
plan package bundle subscription license_type currency_code transaction payment invoice receipt order shipment delivery carrier tracking method gateway processor method bank branch frequency
interval period duration seconds minutes hours days weeks months years month year quarter week day weekday hour minute second semester term course courses subject lesson module credits exam
speed voltage current power frequency temperature pressure humidity signal bandwidth latency throughput memory cpu disk ram cores threads nodes cluster instance region vlan vrf prefix mask
netmask mtu asn vid duplex cable connector interface device devices platform os browser engine manufacturer supply feed phase environment env namespace app application module component package
plugin extension driver library framework language compiler runtime changelog migration checksum digest md5 sha sha1 sha256 hash etag crc algorithm cipher exception error level severity
stacktrace traceback logger thread pid exitcode metric dimension statistic bucket partition shard replica region datacenter availability abbreviation acronym symbol sign prefix suffix
separator delimiter placeholder tooltip help hint note_type visibility access privacy sharing published draft archived locked enabled disabled active inactive required optional default hidden
visible valid verified approved deleted public private primary secondary parent child children left right lft rght root leaf depth level head tail next previous prev related relationship
mapping association link edge node vertex name_type name_format weight_unit dose route strength form drug ingredient procedure visit specimen unit modifier qualifier operator comparator numerator denominator
sequence increment start end begin finish open closed from to until since opening closing range low high lower upper breed crop fuel engine gearbox trim ticker exchange commodity isin cusip sector industry
zahl anzahl menge preis betrag summe kosten gebuehr steuer rabatt einheit groesse laenge breite hoehe gewicht farbe marke modell typ art klasse kategorie gruppe zustand stufe rang reihenfolge
bezeichnung titel beschreibung betreff thema sprache land region waehrung datei pfad bild seite kapitel band jahr monat woche tag stunde dauer raum gebaeude abteilung artikel artikelnummer
bestellnummer rechnungsnummer auftragsnummer ware lager lieferung versand zahlungsart statut etat type categorie groupe classe genre taille couleur poids longueur largeur hauteur quantite
prix montant cout frais taxe remise devise unite marque modele titre libelle intitule sujet langue pays departement province fichier chemin image annee mois semaine jour heure duree salle
produit reference stock commande facture livraison matiere niveau annee_scolaire estado tipo clase categoria grupo genero_musical tamano talla color peso longitud_cm anchura altura cantidad
precio importe coste costo tasa impuesto descuento moneda unidad marca modelo titulo etiqueta descripcion asunto tema idioma pais provincia archivo ruta imagen ano mes semana dia hora
duracion sala producto referencia pedido factura envio materia nivel curso semestre asignatura stato tipo categoria gruppo taglia colore peso lunghezza larghezza quantita prezzo importo costo
sconto valuta unita marca modello titolo etichetta descrizione oggetto argomento lingua paese percorso immagine anno mese settimana giorno ora durata prodotto ordine fattura spedizione livello
corso esame soort categorie groep maat kleur gewicht lengte breedte aantal prijs bedrag kosten korting valuta eenheid merk titel omschrijving onderwerp taal land bestand pad afbeelding jaar
maand week dag uur duur zaal product bestelling factuur levering niveau vak cijfer rodzaj kategoria grupa rozmiar kolor waga dlugosc szerokosc ilosc liczba cena kwota koszt rabat waluta
jednostka marka tytul etykieta opis temat jezyk kraj wojewodztwo plik sciezka obraz rok miesiac tydzien dzien godzina czas sala produkt zamowienie faktura dostawa poziom przedmiot ocena
gatunek stanowisko dzial estado tipo categoria grupo tamanho cor peso comprimento largura quantidade preco valor custo desconto moeda unidade marca modelo titulo etiqueta descricao assunto
tema idioma pais arquivo caminho imagem ano mes semana dia hora duracao sala produto pedido fatura entrega nivel disciplina turma
)";

const std::string_view plain_first_words =
    "tipo typ type rodzaj soort estado stato statut stan codigo code codice kod numero nr num is "
    "has "
    "can no id cod cantidad quantidade quantita ilosc anzahl aantal";

const std::string_view plain_date_words = R"(
at on date dates time times datetime timestamp ts day until since from to created updated modified changed deleted published expires expired expiry due start end begin finish issued sent
received paid shipped delivered ordered closed opened completed started finished scheduled planned valid effective seen synced imported exported processed executed applied added removed
archived locked last next first login activity refreshed registered confirmed approved verified release update insert creation modification deadline reminder
datum datumvon datumbis erstellt geaendert beginn ende ab bis frist termin le date debut fin creation modification echeance fecha creado actualizado inicio fin creacion vencimiento
data creato creazione modifica inizio fine scadenza aangemaakt gewijzigd begindatum einddatum startdatum utworzono zaktualizowano utworzenia modyfikacji rozpoczecia zakonczenia
criado criacao atualizado atualizacao inicio fim vencimento cadastro
)";

const std::string_view free_text_words =
    "error exception stacktrace traceback backtrace filename dateiname fehler";

const std::string_view written_words =
    "title subject headline summary excerpt description text topic heading caption titel betreff "
    "beschreibung titre sujet titulo asunto descripcion titolo oggetto descrizione onderwerp "
    "omschrijving tytul temat opis descricao assunto";

const std::string_view written_tables =
    "post comment message project ticket topic thread note issue conversation review mail email "
    "question "
    "answer task todo event request case document upload attachment discussion reply chat "
    "notification entry letter complaint feedback appointment meeting beitrag kommentar nachricht "
    "anfrage notiz termin aufgabe";

}  // namespace subset
