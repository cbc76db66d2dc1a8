import { Input, SegmentedControl } from '@mantine/core'
import classes from './choice.module.css'

interface ChoiceProps<Value extends string> {
  readonly label: string
  /** Says what the chosen value means. */
  readonly hint?: string
  readonly disabled?: boolean
  readonly data: readonly { readonly value: Value; readonly label: string }[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** Lets a person choose one of a few values, all of which are visible. */
export function Choice<Value extends string>({ label, hint, data, ...control }: ChoiceProps<Value>) {
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      description={hint}
      inputWrapperOrder={['label', 'input', 'description']}
      styles={{ description: { marginTop: 6 } }}
    >
      <SegmentedControl
        fullWidth
        aria-label={label}
        classNames={{ label: classes.choice }}
        data={[...data]}
        {...control}
      />
    </Input.Wrapper>
  )
}
