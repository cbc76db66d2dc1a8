/**
 * Short forms and what they stand for, and names with several forms. The left side is what all of them are read as: a name in
 * one word. Each line is one thing.
 */
const lines = `
united_states | us | usa | u.s | u.s.a | united states | united states of america | america
united_kingdom | uk | u.k | united kingdom | great britain | britain
european_union | eu | european union
united_nations | un | united nations
soviet_union | ussr | soviet union
new_york_city | nyc | new york city
los_angeles | la | los angeles | l.a
uae | united arab emirates
world_war_2 | ww2 | wwii | world war ii | world war 2 | world war two | second world war | 2nd world war
world_war_1 | ww1 | wwi | world war i | world war 1 | world war one | first world war | 1st world war
machine_learning | ml | machine learning
artificial_intelligence | ai | artificial intelligence
natural_language_processing | nlp | natural language processing
large_language_model | llm | llms | large language model | large language models
gdp | gdp | gross domestic product
ceo | ceo | chief executive officer
cfo | cfo | chief financial officer
cto | cto | chief technology officer
human_resources | hr | human resources
roi | roi | return on investment
kpi | kpi | kpis | key performance indicator | key performance indicators
vat | vat | value added tax | value-added tax
npv | npv | net present value
irr | irr | internal rate of return
eps | eps | earnings per share
etf | etf | etfs | exchange traded fund | exchange traded funds
ipo | ipo | initial public offering
bmi | bmi | body mass index
dna | dna | deoxyribonucleic acid
rna | rna | ribonucleic acid
nasa | nasa | national aeronautics and space administration
fbi | fbi | federal bureau of investigation
cia | cia | central intelligence agency
cdc | cdc | centers for disease control
nda | nda | ndas | non-disclosure agreement | nondisclosure agreement | non disclosure agreement
gdpr | gdpr | general data protection regulation
pto | pto | paid time off
faq | faq | faqs | frequently asked questions
postgresql | postgres | postgresql
javascript | js | javascript
typescript | ts | typescript
kubernetes | k8s | kubernetes
golang | golang
visual_studio_code | vscode | vs code | visual studio code
node.js | nodejs | node.js | node js
react.js | reactjs | react.js | react js
vue.js | vuejs | vue.js | vue js
c++ | c++ | cpp
c# | c# | csharp
microsoft_excel | excel | ms excel | microsoft excel
microsoft_word | ms word | microsoft word
aws | aws | amazon web services
gcp | gcp | google cloud | google cloud platform
regex | regex | regexp | regexes | regular expression | regular expressions
api | api | apis | application programming interface
sql | sql | structured query language
html | html | hypertext markup language
css | css | cascading style sheets
url | url | urls
json | json | javascript object notation
csv | csv | csvs | comma separated values | comma-separated values
pdf | pdf | pdfs
cpu | cpu | cpus | central processing unit
gpu | gpu | gpus | graphics processing unit
ram | ram | random access memory
operating_system | os | operating system
virtual_machine | vm | vms | virtual machine | virtual machines
command_line | cli | command line | command line interface | command-line
gui | gui | graphical user interface
ide | ide | integrated development environment
pull_request | pr | prs | pull request | pull requests
continuous_integration | ci | continuous integration
oop | oop | object oriented programming | object-oriented programming
dns | dns | domain name system
http | http | hypertext transfer protocol
tcp | tcp | transmission control protocol
udp | udp | user datagram protocol
vpn | vpn | vpns | virtual private network
ssh | ssh | secure shell
tls | tls | transport layer security
dataframe | df | dataframe | data frame | dataframes | data frames
standard_deviation | std | stdev | std dev | standard deviation
primary_key | pk | primary key
foreign_key | fk | foreign key
crm | crm | customer relationship management
saas | saas | software as a service
b2b | b2b | business to business
cv | cv | curriculum vitae
adhd | adhd | attention deficit hyperactivity disorder
ptsd | ptsd | post traumatic stress disorder | post-traumatic stress disorder
hiv | hiv | human immunodeficiency virus
mri | mri | magnetic resonance imaging
ecg | ecg | ekg | electrocardiogram
covid | covid | covid-19 | coronavirus disease 2019
iot | iot | internet of things
photosynthesis | photosynthesis
cubic_centimeter | cc | cubic centimeter | cubic centimeters
two_factor | 2fa | two factor authentication | two-factor authentication
sqrt | square root
`

/** Words that are only short forms when they are written in capitals: in small letters they are something else. */
export const capitalsOnly: ReadonlySet<string> = new Set('us un la ml ts os pr ci cc pk irr ide'.split(' '))

/** From a form's words to the name. The words are in small letters. */
export const abbreviations: readonly (readonly [name: string, words: readonly string[]])[] = lines
  .trim()
  .split('\n')
  .flatMap(line => {
    const [name = '', ...forms] = line.split('|').map(form => form.trim())
    return forms.map((form): [string, string[]] => [name, form.split(' ')])
  })
