#include "mask/names/personal_words.hpp"

namespace subset {

const std::string_view personal_phrases = R"(
@email m: email, e mail, mail, email address, e mail address, mail address, email id, courriel, correo, correo electronico, pec, emailadres, adresse mail, adresse email
@email m: adresse electronique, emailadresse, mailadresse, posta elettronica, adres e mail, adres mail, adres email, poczta, endereco email, *email, email*, e post
@phone nm: phone, telephone, tel, mobile, mobile number, =cell, cellphone, homephone, workphone, mobilephone, fax, pager, msisdn, sms number, contact number, contact no, whatsapp, viber, phone number
@phone nm: telefon*, *telefon, handy, handynummer, mobilnummer, festnetz, rufnummer, durchwahl, telefax, =portable, telefono*, celular, movil, cellulare, telefoon*, gsm
@phone nm: mobiel, mobiele, komorka, telemovel, telefone*, contacto telefonico, numero tel, num tel, emergency contact number, emergency contact no, emergency number, cell number
@iban nm: iban, konto iban, rekeningnummer
@card nm: card number, credit card, creditcard, cardnumber, card no, cc number, debit card, =pan, cc num, numero tarjeta, tarjeta, numero carte, carte bancaire
@card nm: kreditkarte*, kartennummer, numero carta, carta credito, numer karty, cartao, numero cartao, kaartnummer, card num
@first_name m: first name, firstname, given name, givenname, forename, middle name, middlename, fname, mname, christian name, vorname*, rufname, prenom, prenoms, nombres, nombre pila, primer nombre
@first_name m: segundo nombre, voornaam, voornamen, voorletter, voorletters, initialen, initials, imie, imiona, drugie imie, primeiro nome, patronymic, second name, nome proprio, other name
@last_name m: last name, lastname, surname, family name, familyname, maiden name, lname, second surname, nachname*, familienname, geburtsname, nom famille, nom jeune fille, nom usage
@last_name m: apellido, apellidos, ap paterno, ap materno, apellido paterno, apellido materno, cognome, achternaam, familienaam, tussenvoegsel, meisjesnaam, nazwisko, nazwisko rodowe, sobrenome, apelido
@name m: full name, fullname, display name, displayname, preferred name, legal name, nick name, nickname, alias name, real name, screen name, cardholder, card holder, account holder, account holder name
@name m: name on card, name on account, next of kin, kin, contact person, contact name, emergency contact, emergency contact name, guardian, guardian name, spouse, mother name, father name, mother, father
@name m: spouse name, beneficiary, beneficiary name, nominee, nominee name, sponsor name, depositor, depositor name, recipient name, sender name, signatory, signed by, shipping name, billing name, ship name
@name m: bill name, attention to, attn, kontoinhaber*, ansprechpartner, inhaber, medecin traitant, titulaire, nom complet, nom prenom, pseudo, pseudonyme, surnom, nombre completo, apodo
@name m: nome completo, nome cognome, nominativo, nome madre, nome padre, nome mae, nome pai, mae, pai, contactpersoon, volledige naam, weergave naam, roepnaam, pelne imie, imie nazwisko
@name m: pessoa contato, pessoa contacto, persona contacto, persona contatto, intestatario, titular, responsable name, parent name, child name, caregiver, referrer name, witness, witness name, imie matki, imie ojca, contact, contacto, kontakt, contatto, head of department, head department, leiter, direttore, dyrektor
@username m: user name, username, login, login name, loginname, user login, screenname, benutzername, nutzername, nom utilisateur, identifiant, nombre usuario, nome utente, gebruikersnaam, uzytkownik nazwa
@username m: nazwa uzytkownika, nome usuario, nome utilizador, twitter, instagram, telegram, skype, skype id, linkedin, facebook, discord, snapchat, tiktok, kontoname, twitter handle, github username
@date d: birth, birthday, birthdate, date of birth, birth date, dob, born, death, date of death, death date, deceased, geburt*, geburtsdatum, geburtstag, sterbedatum, todestag, naissance, date naissance
@date d: deces, date deces, nacimiento, fecha nacimiento, defuncion, cumpleanos, fechacumple, nascita, data nascita, decesso, geboorte*, geboortedatum, verjaardag, overlijden*, urodzenia, data urodzenia, urodzin*
@date d: zgonu, nascimento, data nascimento, *nascimento, *naissance, *nacimiento, *nascita, *urodzenia, obito, birth year, year of birth, birth day, month of birth, day of birth, anno nascita, annee naissance
@date d: geburtsjahr, geboortejaar, ano nascimento, ano nacimiento, rok urodzenia, wedding date, anniversary date, birth time, born on, born at
@ip m: ip, ip address, ipaddress, ip addr, remote ip, client ip, remote addr, remote address, last ip, adresse ip, direccion ip, indirizzo ip, adres ip, ip adresse, sign in ip, ipv4, ipv6
@address nm: address, address line, addr, address line 1, address line 2, street, street address, street name, street number, house number, house no, building no, residence, po box, apartment, apt, postal address
@address nm: home address, adresse, adresse postale, adresse complete, complement adresse, rue, voie, strasse, hausnummer, haus nr, hausnr, postfach, anschrift, wohnung, direccion, calle, domicilio
@address nm: numero casa, indirizzo, =via, numero civico, civico, adres, straat*, huisnummer*, huisnr, toevoeging, postbus, ulica, nr domu, numer domu, nrdomu, nr mieszkania, numer mieszkania
@address nm: numer budynku, adres zamieszkania, endereco*, morada, rua, logradouro, complemento, numero porta, *strasse, *adresse, *straat, apartado, direccion postal, direccion fisica, geo location, place of birth
@city m: city, town, village, district, suburb, parish, county, place of residence, birth place, birthplace, hometown, =ort, wohnort*, stadt, geburtsort, ortsname, gemeinde, ville, commune, localite, lieu naissance
@city m: ciudad, municipio, localidad, poblacion, lugar nacimiento, colonia, barrio, citta, comune, luogo nascita, localita, luogo di nascita, residenza, residencia, stad, woonplaats*, =plaats, plaatsnaam, gemeente, geboorteplaats
@city m: miasto, miejscowosc, miejsce urodzenia, cidade, bairro, localidade, concelho, freguesia, naturalidade, place name, quartier, birth city, birth country
@postcode nm: zip, zipcode, zip code, postcode, post code, postal code, postalcode, pin code, pincode, plz, postleitzahl, code postal, cod postal, codigo postal, codpostal, =cp, =cap, codice postale, kod pocztowy, cep
@company m: company, company name, companyname, employer, employer name, organisation name, organization name, firma, firmenname, arbeitgeber, societe, raison sociale, employeur, entreprise, empresa, razon social
@company m: ragione sociale, azienda, datore lavoro, bedrijf, bedrijfsnaam, werkgever, pracodawca, nazwa firmy, razao social, empregador, firm name, business name
@url m: website, homepage, home page, web site, website url, blog, blog url, linkedin url, twitter url, facebook url, profile url, personal url, photo url, avatar url, profile photo url, avatar, photo, picture url
@url m: profile photo, profile image, profile picture, profile image url, selfie, webseite, internetseite, site web, site internet, sitio web, sito web, pagina web, strona www, foto perfil, headshot
@hash um: password, passwd, pwd, =pass, passcode, passphrase, pass hash, passwort*, kennwort, mot passe, mdp, contrasena*, clave, password digest, parola chiave, wachtwoord*, haslo, hash hasla, hasla, senha*, *password
@hash um: secret, secrets, token, api key, apikey, access key, private key, secret key, public key, ssh key, signing key, encryption key, encryption salt, salt, credential, credentials, bearer, jwt, cookie, csrf, nonce
@hash um: client secret, webhook secret, shared secret, otp secret, otp, totp, totp seed, totp secret, =seed, mfa secret, two factor secret, backup code, recovery code, verification code, reset code, confirmation code
@hash um: activation code, access code, security code, card security code, cvv, cvc, cvv2, invite code, invitation code, one time code, auth code, authorization code, passkey, security answer, secret answer
@hash um: secret question, recovery key, recovery phrase, mnemonic, =signature, fingerprint, device fingerprint, biometric, session id, session key, session token, session data, device token, push token
@hash um: security question, secure code, csrf token, device id, advertising id, idfa, imei, imsi, codigo seguridad, codigo verificacion, codice sicurezza, wallet address, keystore, =certificate, pem
@hash num: pin, pin code hash, transaction pin, pin number, pincode hash, *pin hash, codigo pin
@hash m: user agent, useragent, browser agent, mac, mac address, macaddress, wifi mac, hardware address, referrer, referer, remote host, last login from
@hash num: ssn, social security number, social security, national id, national id no, national id number, national number, national code, personal id, personal id number, personal number, personal code, identity number
@hash num: identity card, id card, id card number, id number, id num, passport, passport no, passport number, passport num, drivers license, driver license, driving license, driving licence, license number, licence number, license no
@hash num: voter id, tax id, tax number, tax no, taxpayer id, vat id, vat number, gst number, =tin, =ein, =nin, nino, =sin, aadhaar, aadhar, pan number, =npi, =dea, ni number, medicare, nhs number, insurance number
@hash num: insurance no, insurance id, policy holder number, medical record number, mrn, health card, patient number, hospital number, account number, account no, acct number, acct no, bank account, bank account number
@hash num: routing number, sort code, swift, swift code, bic, bank details, clabe, uan number, license plate, licence plate, plate number, number plate, =vin, google id, facebook id, apple id, github id, twitter id
@hash num: telegram id, chat id, discord id, linkedin id, konto, kontonummer, kontonr, bankverbindung, bankleitzahl, blz, steuernummer, steuer id, steueridentifikationsnummer, sozialversicherungsnummer, *ausweisnummer, *ausweisnr, =account, =acct, tax code
@hash num: personalausweis, reisepass, passnummer, dokumentennummer, versicherungsnummer, versichertennummer, fuehrerschein, kennzeichen, krankenkasse, num secu, num secu social, numero secu, securite sociale, =nir
@hash num: numero securite sociale, passeport, permis, permis conduire, carte identite, cni, num mutuelle, numero fiscal, siret, siren, tva, =rib, compte bancaire, numero compte, immatriculation, dni, =nie, dni nie, =cif
@hash num: documento, numero documento, documento identidad, numero identificacion, cedula, curp, =rfc, =rut, nss, pasaporte, numero seguridad social, seguridad social, cuenta bancaria, numero cuenta, matricula
@hash num: cuit, cuil, codice fiscale, codicefiscale, cf, partita iva, piva, p iva, carta identita, passaporto, patente, tessera sanitaria, conto corrente, numero conto, targa, bsn, burgerservicenummer, paspoort
@hash num: paspoortnummer, rijbewijs, rijbewijsnummer, kenteken, btw nummer, bankrekening, pesel, =nip, regon, nr paszportu, numer paszportu, paszport, dowod osobisty, nr dowodu, seria dowodu, nr konta, numer konta, rachunek
@hash num: prawo jazdy, cpf, cnpj, =rg, nif, niss, ncontribuinte, contribuinte, numerofiscal, numero fiscal, cartao cidadao, passaporte, carta conducao, conta bancaria, numero conta, cnh, titulo eleitor, numero utente
@number nm: salary, wage, wages, income, monthly income, annual income, family income, estimated family income, compensation, bonus, net worth, pay rate, hourly rate, hourly wage, gehalt, lohn, stundenlohn, einkommen
@number nm: salaire, revenu, revenus, revenus mensuels, remuneration, salario, sueldo, ingresos, stipendio, reddito, salaris, inkomen, jaarinkomen, uurloon, pensja, placa, premia, wynagrodzenie, zarobki, dochod, rendimento, ordenado
@number nm: age, =alter, edad, =eta, leeftijd, wiek, idade, latitude, longitude, lat, lng, lon, latitud, longitud, latitudine, longitudine, breitengrad, laengengrad, credit score, height cm, body weight, bmi
@hash nm: gender, sex, geschlecht, sexe, sexo, genero, sesso, geslacht, plec, marital status, familienstand, etat civil, situation familiale, estado civil, stato civile, burgerlijke staat, stan cywilny
@hash nm: nationality, citizenship, nationalitaet, staatsangehoerigkeit, nationalite, nacionalidad, nazionalita, cittadinanza, nationaliteit, narodowosc, obywatelstwo, nacionalidade, religion, konfession, religione
@hash nm: religie, wyznanie, religiao, =race, race value, race source value, ethnicity, ethnicity source value, ethnic group, etnia, political party, party membership, sexual orientation, caste, tribe, disability
@hash nm: disability type, blood group, blood type, blutgruppe, groupe sanguin, tipo sangre, grupo sanguineo, gruppo sanguigno, bloedgroep, grupa krwi, tipo sanguineo, occupation, profession, beruf, profesion
@hash nm: professione, beroep, zawod, profissao, gender source value, person source value, marital, education level, union membership, criminal record, handicap
@text m: diagnosis, diagnoses, diagnose, diagnostic, diagnostico, diagnosi, rozpoznanie, medical condition, medical conditions, chronic disease, disease, illness, symptom, allergy, allergies, allergien, alergia
@text m: alergias, medication, medications, prescription, medical history, anamnese, antecedents, krankheit, maladie, enfermedad, malattia, ziekte, choroba, doenca, treatment notes, condition notes, vaccination, injury
@text m: note, note text, notes, comment, comments, comment text, message, message text, message body, bio, biography, biografie, about me, remark, remarks, feedback, review text, bemerkung, anmerkung, notiz, notizen
@text m: kommentar, nachricht, vermerk, remarque, commentaire, observacion, observaciones, comentario, nota, notas, osservazioni, commento, messaggio, opmerking, notitie, bericht, uwagi, uwaga, komentarz, notatka, wiadomosc
@text m: observacao, observacoes, mensagem, comentarios, beschreibung person, interview notes, internal note, cover letter, resume, cv, lebenslauf, transcript, =chat, special needs, dietary requirements, complaint
)";

const std::string_view people_words = R"(
user users customer person people patient contact employee staff member author actor provider client student driver owner guest passenger buyer seller contractor worker
artist teacher doctor nurse candidate applicant participant subscriber donor volunteer recipient sender guardian sponsor agent manager admin administrator
resident borrower lender holder beneficiary attendee visitor player coach reviewer reporter assignee creator lead prospect profile physician clinician voter pupil
kunde kunden mitglied mitglieder mitarbeiter mitarbeiterin benutzer nutzer person personen patient patienten schueler student studenten ansprechpartner angestellter angestellte
fahrer gast gaeste lehrer arzt aerzte autor autoren verkaeufer versicherter teilnehmer empfaenger absender spender mieter gesuchsteller utilisateur client employe salarie etudiant
eleve personne adherent medecin auteur passager conducteur abonne locataire destinataire expediteur administrateur personnel usuario cliente empleado persona alumno estudiante paciente
profesor medico autor trabajador socio propietario conductor operario utente utenti clienti dipendente dipendenti persone paziente pazienti studente studenti autore dottore dottori
impiegato soci referente rappresentante gebruiker klant klanten medewerker persoon personen patienten lid leden deelnemer leerling docent auteur werknemer speler gevangene klient klienci
pracownik pracownicy uzytkownik uzytkownicy osoba osoby pacjent pacjenci uczen uczniowie nauczyciel autorzy czlowiek ludzie widz sprzedawca lekarz zawodnik usuarios pessoa pessoas
aluno alunos funcionario funcionarios pacientes colaborador colaboradores utilizador utilizadores professor professores motorista morador
)";

const std::string_view company_words =
    "tenant organization organisation company firm employer mandant firma unternehmen entreprise "
    "societe empresa azienda bedrijf";

const std::string_view words_for_name =
    "name names nom noms nombre nombres nome nomi naam namen nazwa imie";

const std::string_view last_words_about_it = R"(
type types status state count counts verified confirmed validated enabled disabled required template templates policy format version flag kind category class attempts limit expires expiry
expiration expired at on sent by length size id ids uuid index server provider vendor service method mode option options setting settings preference preferences language label icon color
colour order sort weight notification notifications opt in out changed consent visible public hidden valid regex pattern placeholder field column group queue job frequency interval total
rate rates amount price cost fee scheme code prefix suffix alert alerts digest schema table typ art anzahl menge tipo tipos tipologia stato statut estado soort rodzaj ilosc liczba
aantal cantidad quantidade quantita restriction host allowed until until since days hours seconds per_page max min timeout ttl
)";

const std::string_view first_words_about_it = R"(
is has can should must allow allows show shows hide hides send sends enable enables use uses require requires include includes count total max min avg sum ist hat est tiene ha heeft czy
type tipo tipologia typ rodzaj soort art
)";

}  // namespace subset
