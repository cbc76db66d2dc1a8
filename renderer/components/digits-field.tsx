import { NumberInput } from '@mantine/core'

interface DigitsFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string | undefined
  readonly description?: string
  readonly placeholder?: string
  readonly decimals?: number
  readonly suffix?: string
  readonly width?: number
  /** True if the label is only for those who do not see the column that the field is in. */
  readonly isLabelHidden?: boolean
  /** True for a number that is a name and no amount, such as a port: its digits are not grouped. */
  readonly isName?: boolean
}

/** A field for a number. It keeps the digits as they were typed. */
export function DigitsField(props: DigitsFieldProps) {
  const {
    label,
    value,
    onChange,
    error,
    decimals = 0,
    width,
    isLabelHidden = false,
    isName = false,
    ...looks
  } = props
  return (
    <NumberInput
      {...(isLabelHidden ? { 'aria-label': label } : { label })}
      {...(width === undefined ? {} : { w: width })}
      hideControls
      allowNegative={false}
      valueIsNumericString
      thousandSeparator={isName ? '' : ','}
      decimalScale={decimals}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      {...looks}
      error={error}
      value={value}
      onChange={typed => onChange(String(typed))}
    />
  )
}
