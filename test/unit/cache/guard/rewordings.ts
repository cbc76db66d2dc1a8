import type { Pair } from './accepted-pairs.ts'

/** One question each, said again: words that ask for the same, words that say nothing, parts that may stand elsewhere. */
export const rewordings: readonly Pair[] = [
  ['When did the Berlin Wall fall?', 'When was the fall of the Berlin Wall?'],
  ['What causes tides in the ocean?', 'What are the tides in the ocean caused by?'],
  ['When should I use a paired t-test?', 'When is it appropriate to use a paired t-test?'],
  ['What language is spoken in Brazil?', 'Which language do people speak in Brazil?'],
  ['How often should a sourdough starter be fed?', 'How often should I feed a sourdough starter?'],
  ["What's the time complexity of heapsort?", "What is heap sort's time complexity?"],
  ['How do I read a CSV file into R?', 'How do I load a CSV file into R?'],
  ['What year did the Titanic sink?', 'What year was it when the Titanic sank?'],
  [
    'How can I politely decline an invitation to a wedding?',
    'What is a polite way to decline a wedding invitation?',
  ],
  [
    'Why do central banks raise interest rates to fight inflation?',
    'Why do central banks raise interest rates to combat inflation?',
  ],
  ['How do I plot a histogram with matplotlib?', 'How do I draw a histogram with matplotlib?'],
  ['How do I fix CORS in Express?', 'How do I fix CORS in an Express app?'],
  ['How do I count orders per customer in SQL?', 'How do I count the orders for each customer in SQL?'],
  ['Write a regex that matches UK postcodes', 'I need a regex to match UK postcodes.'],
]
