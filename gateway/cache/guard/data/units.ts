import { wordList } from './word-list.ts'

export interface Unit {
  /** What its numbers are given in, so that two of one measure can be compared. */
  readonly base: string
  readonly factor: number
  /** The unit itself, where it stands without a number. */
  readonly name: string
}

/** Each line: base, factor, then the unit's names, of which the first is its own. */
const lines = `
m 1 m meter meters metre metres
m 1000 km kilometer kilometers kilometre kilometres kms
m 0.01 cm centimeter centimeters centimetre centimetres
m 0.001 mm millimeter millimeters millimetre millimetres
m 0.000001 µm micrometer micrometers micron microns um
m 0.000000001 nm nanometer nanometers nanometre nanometres
m 0.0254 inch inches
m 0.3048 ft foot feet
m 0.9144 yd yard yards
m 1609.344 mi mile miles
m 1852 nmi nautical_mile nautical_miles
m2 1 m2 m² sqm square_meter square_meters square_metre square_metres
m2 1000000 km2 km² square_kilometer square_kilometers square_kilometre square_kilometres
m2 0.09290304 sqft ft2 ft² square_foot square_feet sq_ft
m2 10000 ha hectare hectares
m2 4046.8564224 acre acres
m2 2589988.110336 mi2 square_mile square_miles
m3 1 m3 m³ cubic_meter cubic_meters cubic_metre cubic_metres
l 1 l liter liters litre litres
l 0.001 ml milliliter milliliters millilitre millilitres
l 0.01 cl centiliter centiliters centilitre
gallon 1 gallon gallons gal
quart 1 quart quarts
pint 1 pint pints
cup 1 cup cups
tbsp 1 tbsp tablespoon tablespoons
tsp 1 tsp teaspoon teaspoons
floz 1 floz fl_oz fluid_ounce fluid_ounces
g 1 g gram grams gramme grammes
g 1000 kg kilogram kilograms kilo kilos kgs
g 0.001 mg milligram milligrams
g 0.000001 µg microgram micrograms mcg
g 1000000 tonne tonnes metric_ton metric_tons
ton 1 ton tons
g 453.59237 lb lbs
g 28.349523125 oz ounce ounces
g 6350.29318 stone stones
s 1 s second seconds sec secs
s 0.001 ms millisecond milliseconds msec
s 0.000001 µs microsecond microseconds
s 0.000000001 ns nanosecond nanoseconds
s 60 minute minutes min mins
s 3600 h hour hours hr hrs
s 86400 day days
s 604800 week weeks wk wks
month 1 month months
month 12 year years yr yrs
month 120 decade decades
month 1200 century centuries
byte 1 byte bytes
byte 1000 kb kilobyte kilobytes
byte 1000000 mb megabyte megabytes
byte 1000000000 gb gigabyte gigabytes gig gigs
byte 1000000000000 tb terabyte terabytes
byte 1000000000000000 pb petabyte petabytes
byte 1024 kib kibibyte kibibytes
byte 1048576 mib mebibyte mebibytes
byte 1073741824 gib gibibyte gibibytes
bit 1 bit bits
bit 1000 kbit kilobit kilobits
bit 1000000 mbit megabit megabits
bit 1000000000 gbit gigabit gigabits
bit/s 1000000 mbps megabits_per_second
bit/s 1000000000 gbps gigabits_per_second
hz 1 hz hertz
hz 1000 khz kilohertz
hz 1000000 mhz megahertz
hz 1000000000 ghz gigahertz
celsius 1 celsius °c centigrade degrees_celsius degree_celsius degrees_c degrees_centigrade
fahrenheit 1 fahrenheit °f degrees_fahrenheit degree_fahrenheit degrees_f
kelvin 1 kelvin kelvins
degree 1 degree degrees °
radian 1 radian radians rad
m/s 1 m/s meters_per_second metres_per_second
km/h 1 km/h kmh kph kilometers_per_hour kilometres_per_hour
mph 1 mph miles_per_hour
mpg 1 mpg miles_per_gallon
w 1 watt watts
w 1000 kw kilowatt kilowatts
w 1000000 mw megawatt megawatts
wh 1000 kwh kilowatt_hour kilowatt_hours
j 1 joule joules
j 1000 kj kilojoule kilojoules
cal 1000 kcal kilocalorie kilocalories
calorie 1 calorie calories cal
n 1 newton newtons
pa 1 pascal pascals
pa 1000 kpa kilopascal kilopascals
psi 1 psi
bar 1 bar bars
v 1 volt volts
amp 1 amp amps ampere amperes
ohm 1 ohm ohms
mol 1 mol mole moles
px 1 px pixel pixels
pt 1 pt
em 1 em
rem 1 rem
dpi 1 dpi
fps 1 fps frames_per_second
rpm 1 rpm revolutions_per_minute
`

export const units: ReadonlyMap<string, Unit> = new Map(
  lines
    .trim()
    .split('\n')
    .flatMap(line => {
      const [base = '', factor = '1', ...names] = wordList(line)
      const unit: Unit = { base, factor: Number(factor), name: names[0] ?? base }
      return names.map((name): [string, Unit] => [name, unit])
    }),
)
