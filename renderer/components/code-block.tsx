import { Box, Code } from '@mantine/core'
import classes from './code-block.module.css'
import { CopyIcon } from './copy-button.tsx'

interface CodeBlockProps {
  readonly code: string
  readonly label: string
}

/** Text to copy to another program. A long line wraps, so that all of it is seen, and is copied as one. */
export function CodeBlock({ code, label }: CodeBlockProps) {
  return (
    <Box className={classes.frame}>
      <Code block className={classes.code} tabIndex={0}>
        {code}
      </Code>
      <Box className={classes.copy}>
        <CopyIcon value={code} label={label} />
      </Box>
    </Box>
  )
}
