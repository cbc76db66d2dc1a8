import { wordSet } from './word-list.ts'

/** Natural languages that an answer can be asked for in. */
export const languageNames = wordSet(`
english french german spanish italian portuguese dutch swedish norwegian danish finnish icelandic polish czech slovak hungarian romanian
bulgarian greek turkish russian ukrainian belarusian serbian croatian bosnian slovenian macedonian albanian latvian lithuanian estonian
arabic hebrew persian farsi urdu hindi bengali punjabi gujarati marathi tamil telugu kannada malayalam sinhala nepali thai lao khmer burmese
vietnamese indonesian malay tagalog filipino japanese korean chinese mandarin cantonese mongolian tibetan swahili hausa yoruba igbo zulu
xhosa amharic somali afrikaans latin esperanto irish gaelic welsh basque catalan galician maltese yiddish armenian georgian azerbaijani
kazakh uzbek turkmen kyrgyz tajik pashto kurdish sanskrit hawaiian maori samoan haitian creole flemish luxembourgish
`)

/**
 * Words that other languages write often and English does not. Those that English has too (`die`, `in`, `son`, `me`) are left
 * out, so that one of them is a good sign.
 */
export const foreignFunctionWords = wordSet(`
der das und ist nicht ein eine einen einem einer eines wie ich wir ihr du sie es mit auf für fur von zu zum zur dem den des im auch aber oder wenn
warum wann welche welcher welches kann kannst können konnen habe hat haben wird werden wurde sind sein bei nach über uber aus wieviel viele mein meine mir mich bitte gibt
le la les un une des du et est pas que qui quoi quel quelle quels quelles dans pour avec sur par ne je tu il elle nous vous ils elles mon ma mes ce cette ces comment pourquoi
où combien sont faire fait puis peut peux être avoir au aux sans sous chez très plus donc mais ou
el los las una unos unas y es no del al por para con como cómo qué cual cuál cuando cuándo donde dónde quien quién cuanto cuánto cuántos porque pero muy mi tu su yo
está estoy son hay puedo puede hacer hace desde hasta entre sobre
il lo gli uno di che è e non per con sono come perché quando dove chi quale quanto quanti della delle dei degli nel nella alla alle anche più mio posso fare questo questa
o os um uma uns umas de do da dos das em no na nos nas não com que é por para como onde quando quem qual quanto quantos mais meu minha eu você posso fazer isto isso são está
het een en niet van voor met op naar dat wat hoe waarom wanneer waar wie welke hoeveel kan ik je wij zijn heeft hebben worden ook maar mijn
och att det som är på av med inte jag vad hur varför när var vilken kan har till den ett om från
og er ikke på til hvordan hva hvorfor når hvor jeg kan har det som av fra
ja ei mitä miten miksi milloin missä kuka mikä voi olla minun
co jak jest nie się na z do w czy kiedy gdzie dlaczego który która które ile mogę moje są oraz
jak je v na se si kdy kde proč který která které kolik můžu
hogyan mi nem és egy az hol mikor miért melyik mennyi van
ce este și nu cum unde când care cât pot sunt pentru din
ne nasıl nedir bir ve için neden hangi kaç mı mi değil bu ile
apa bagaimana yang dan di dari untuk dengan adalah tidak ini itu kapan dimana mengapa berapa
là gì và của không cho với như thế nào làm sao tại
`)

/** Of the list above, what English writes too: alone it says nothing. */
export const alsoEnglish = wordSet(`
no me a an on so do has is man war was will gut fast hat bin den des dem son sin fin ten con pan pro per come e o y i il du
os um de da la le el en es et un al di mi ma su ne si to var den om as at van dan ha ja ei ce co je z w v at bu cho on
die or ou plus sur par chi mais fait est nos non sob via pot care ten men her der den im am bei aus auf mit lo las los son no sous mon
nu se met op na do yang ini hay por mes das dos ve tu au si per dove of na con come care mais tal data note fare quale cum an van ik wat
puis sans
`)

/** Words of English that are in almost every sentence of it. */
export const englishFunctionWords = wordSet(`
the a an of to in is are was were do does did how what when where why who which can could should would will i you my your it its this that these
and or not for with from by on at be been have has had if there me we our us they their than then as but about into please between after before any all
`)
