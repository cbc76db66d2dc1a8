// Functions whose billed counts are published: https://github.com/hmarr/openai-chat-tokens/tree/main/tests
export const object = (properties: object, required?: readonly string[]) => ({
  type: 'object',
  properties,
  required,
})
export const noParameters = object({})
export const doStuff = { name: 'do_stuff', parameters: noParameters }
export const bingBong = (properties: object) => ({
  name: 'bing_bong',
  description: 'Do a bing bong',
  parameters: object(properties),
})
const ingredient = object(
  {
    name: { type: 'string' },
    unit: { enum: ['grams', 'ml', 'cups', 'pieces', 'teaspoons'], type: 'string' },
    amount: { type: 'number' },
  },
  ['name', 'unit', 'amount'],
)
export const recipe = object(
  {
    ingredients: { type: 'array', items: ingredient },
    instructions: {
      type: 'array',
      items: { type: 'string' },
      description: 'Steps to prepare the recipe (no numbering)',
    },
    time_to_cook: { type: 'number', description: 'Total time to prepare the recipe in minutes' },
  },
  ['ingredients', 'instructions', 'time_to_cook'],
)
