import { firstOfGroup } from './word-list.ts'

/** Signs and words of money, each with its code of ISO 4217. A plain dollar is taken for that of the United States. */
export const currencyCodes: ReadonlyMap<string, string> = firstOfGroup(`
usd/usd/$/us$/dollar/dollars/buck/bucks/us_dollar/us_dollars/american_dollar/american_dollars
eur/eur/€/euro/euros gbp/gbp/£/pounds_sterling/british_pound/british_pounds/pound_sterling/quid
jpy/jpy/¥/yen/japanese_yen inr/inr/₹/rupee/rupees/indian_rupee/indian_rupees cny/cny/yuan/renminbi/rmb/chinese_yuan
chf/chf/swiss_franc/swiss_francs/franc/francs cad/cad/c$/ca$/canadian_dollar/canadian_dollars aud/aud/a$/au$/australian_dollar/australian_dollars
nzd/nzd/nz$/new_zealand_dollar/new_zealand_dollars sek/sek/swedish_krona/swedish_kronor nok/nok/norwegian_krone/norwegian_kroner dkk/dkk/danish_krone/danish_kroner
pln/pln/zloty/zlotys/polish_zloty czk/czk/czech_koruna huf/huf/forint/forints krw/krw/₩/won/korean_won brl/brl/r$/brazilian_real/brazilian_reais
mxn/mxn/mexican_peso/mexican_pesos peso/peso/pesos rub/rub/₽/ruble/rubles/rouble/roubles try/turkish_lira/₺ zar/zar/south_african_rand/rand hkd/hkd/hk$/hong_kong_dollar/hong_kong_dollars
sgd/sgd/s$/singapore_dollar/singapore_dollars thb/thb/baht/thai_baht ils/ils/₪/shekel/shekels aed/aed/dirham/dirhams sar/sar/riyal/riyals btc/btc/₿/bitcoin/bitcoins eth/eth/ether
cent/cent/cents/¢ pence/pence/penny/pennies
`)
