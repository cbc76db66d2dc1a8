import { Button, Collapse, SimpleGrid, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PriceView } from '../../../gateway/contract/prices.ts'
import { hasPrice, otherClasses, type PriceFields, rateText, type TokenClass } from './price-form.ts'

interface RateFieldsProps {
  readonly form: UseFormReturnType<PriceFields>
  readonly price: PriceView | null
  /** Whether the keyboard begins in the first of them. */
  readonly isFirst: boolean
}

/** The prices of input and output, and folded below them those of the other classes of tokens. */
export function RateFields({ form, price, isFirst }: RateFieldsProps) {
  const { t } = useTranslation()
  const id = useId()
  const [isUnfolded, setUnfolded] = useState(() => otherClasses.some(name => form.values[name] !== ''))
  // A mistake in a folded field could not be seen.
  const isOpen = isUnfolded || otherClasses.some(name => form.errors[name] !== undefined)
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  const needed = hasPrice(price) ? {} : { description: t('prices.required'), 'aria-required': true }
  const field = (tokenClass: TokenClass) => ({
    label: t(`prices.classes.${tokenClass}`),
    leftSection: '$',
    inputMode: 'decimal' as const,
    placeholder: price?.own ? '' : rateText(price, tokenClass),
    ...form.getInputProps(tokenClass),
  })
  return (
    <div>
      <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
        <TextInput {...field('input')} {...needed} data-autofocus={isFirst || undefined} />
        <TextInput {...field('output')} {...needed} />
      </SimpleGrid>
      <Button
        mt="sm"
        variant="subtle"
        size="compact-sm"
        leftSection={<Chevron size={15} />}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setUnfolded(!isOpen)}
      >
        {t('prices.more')}
      </Button>
      <Collapse expanded={isOpen} id={id}>
        <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm" pt="sm">
          {otherClasses.map(tokenClass => (
            <TextInput key={tokenClass} {...field(tokenClass)} />
          ))}
        </SimpleGrid>
      </Collapse>
    </div>
  )
}
