// How questions begin and end. `a|b` is either word, and `a?` or `a|b?` may be missing.

/** What is asked for: the way, the thing, or what the word says. `differ` asks what sets things apart. */
export type FrameKind = 'polite' | 'way' | 'way-to-calculate' | 'give' | 'need' | 'thing' | 'differ'

/** At the beginning of a sentence. They are taken off as often as one fits, the longest first. */
export const openings: readonly (readonly [kind: FrameKind, pattern: string])[] = [
  ['polite', 'hi|hello|hey there|all|everyone|everybody?'],
  ['polite', 'please|kindly|ok|okay|so|well|now|also|and|but|um|oh|thanks|sorry'],
  ['polite', 'excuse me'],
  ['polite', 'quick|short|simple|small|general? question'],
  ['polite', 'i have|had|got a|one|another quick|small|simple|short? question about|on|regarding?'],
  ['polite', 'as|act as? an? expert|assistant'],
  ['polite', 'can|could|would|will you|someone|anyone|somebody|anybody|u please|kindly|possibly|perhaps?'],
  ['polite', 'would|do you mind'],
  ['polite', 'would you be able to'],
  ['polite', 'would you be so kind as to'],
  ['polite', 'would you be kind enough to'],
  ['polite', 'is there anyone|someone who can|could'],
  ['polite', 'does|do anyone|anybody|someone|somebody|you happen|possibly? to? know'],
  ['polite', 'do you have any idea|clue about?'],
  ['polite', 'any idea|ideas|clue about|on?'],
  ['polite', 'tell|show|teach|inform|remind|let me|us please? know? about?'],
  ['polite', 'let me know'],
  ['polite', 'explain|describe|clarify to|for? me|us? please?'],
  ['polite', 'help me|us please? to|with|in|out?'],
  ['polite', 'help|assist me|us to|with|in?'],
  ['polite', 'walk|guide|talk|take me|us through'],
  [
    'polite',
    'i|we would|should really? like|love|appreciate|need you? to know|understand|learn|see|hear|ask|figure|find|have? out? about?',
  ],
  [
    'polite',
    'i|we need|want|wish|must|have really? you? to? know|understand|learn|see|ask|figure|find? out? about?',
  ],
  [
    'polite',
    'i|we am|are|was|were trying|looking|hoping|attempting|wanting|going|planning|working to|for|on? understand|figure|find|learn|know? out?',
  ],
  [
    'polite',
    'i|we am|was|were|are just? wondering|curious|interested|confused|unsure|puzzled about|in|if|to? know|whether?',
  ],
  ['polite', 'i|we wonder'],
  ['polite', 'i|we do|can|could not know|understand|remember|recall|figure|see|get out?'],
  ['polite', 'i|we forgot|forget'],
  ['polite', 'i would be grateful if you could|would'],
  ['polite', 'i would appreciate it if you could|would'],
  ['polite', 'my question is'],
  ['polite', 'the question is'],
  ['polite', 'what i want|need to? know? is'],

  ['way', 'how to go? about?'],
  ['way', 'how i|you|we|one can|could|should|would|might|must|may'],
  ['way', 'how best|exactly|precisely|specifically? to'],
  [
    'way',
    'how exactly|precisely|specifically? do|can|could|would|should|might|must|may|will i|you|we|one|someone|somebody|anyone|people|they best|then|go|even? about?',
  ],
  ['way', 'how might|could|would|should one|i|we|you best? go? about?'],
  [
    'way',
    'what is|are|would|will|might be? the|a|some|an? best|right|proper|correct|good|recommended|standard|usual|typical|common|ideal|preferred? way|ways|method|methods|approach|approaches|procedure|process|steps|technique|techniques|strategy|means i|you|we|one? can|could|should|need|take? to|for|of',
  ],
  [
    'way',
    'what|which way|method|approach|procedure|process|steps|technique can|should|could|do|would|must i|we|you|one need|have|take|use|follow|have? to|for?',
  ],
  ['way', 'what is the sql|python|bash|css|html|javascript|java to|for'],
  [
    'way',
    'what|which git|sql|linux|docker|excel|python? command|function|syntax|query|code|option|keyword|statement|operator can|should|could|do|would|will i|we|you|one need|have? to? use|run|enter|type|write to|for',
  ],
  [
    'way',
    'what|which git|sql|linux|docker|excel|python? command|function|syntax|query|code|option|keyword|statement|operator is used to|for',
  ],
  [
    'way',
    'what is the git|sql|linux|docker|excel|python? command|function|syntax|query|code|option|keyword|statement|operator to|for|that|which i|we|you? can|will? used|use? to|for?',
  ],
  ['way', 'what do|must|should|can i|we|you|one need|have? to? do to'],
  ['way', 'what must|do i|we|you do? to'],
  ['way', 'which|what are the steps to|for|of|in|involved in?'],
  [
    'way',
    'is|are there a|any|some|an? good|easy|simple|quick|built-in|proper? way|ways|method|methods|command|function|possibility|option|means|trick i|you|we|one? can? to|for|of|that|which? i? can?',
  ],
  ['way', 'best|right|proper|correct|good? way|ways|steps|method|approach|procedure to|for|of'],
  ['way', 'the best|right|proper|correct|good? way|ways|steps|method|approach|procedure to|for|of'],
  ['way', 'a|some|any good? way|ways|method|approach|procedure to|for|of'],
  ['way', 'instructions|directions|guide|tutorial|guidance|steps to|for|on'],
  ['way', 'step-by-step|step by step? instructions|directions|guide|tutorial|guidance to|for|on'],

  [
    'way-to-calculate',
    'what is|would the|a? correct|right? formula|equation for|of|to|used|i? use|calculate|compute|find|determine? to|for?',
  ],
  ['way-to-calculate', 'formula|equation for|of|to calculate|compute|find|determine?'],
  ['way-to-calculate', 'which|what formula|equation do|should|can|would|will i|we|you|one use to|for'],
  ['way-to-calculate', 'which|what formula|equation gives|calculates|is used to? calculate|compute|find?'],

  [
    'differ',
    'what is|are|would be? the|some? main|key|major? difference|differences|distinction between|of|among|in',
  ],
  ['differ', 'what|which differences exist|are? there? between|among'],
  ['differ', 'main|key|major? difference|differences|distinction between|of|among'],
  ['differ', 'the main|key|major? difference|differences|distinction between|of|among'],
  ['differ', 'is there a|any? difference|differences|distinction between'],
  ['differ', 'compare|contrast and? contrast?'],
  ['differ', 'what distinguishes|differentiates'],

  ['thing', 'what|which is|are meant by'],
  ['thing', 'what is|was|are meant by the|a|an?'],
  ['thing', 'what is|are the|some|a|an?'],
  ['thing', 'which is|are the'],
  ['thing', 'what was|were the|some|a|an?'],
  ['thing', 'list|name|enumerate the|some|a? names? of?'],
  ['give', 'give|provide|suggest|recommend|offer me|us? with? some|a|an|the?'],
  ['give', 'tell me|us a|an|some'],
  ['give', 'come up with|think of|brainstorm me|us? a|an|some?'],
  ['need', 'i|we? need|want a|an|some'],
  ['need', 'i|we am|are looking for a|an|some'],
]

/** At the end of a sentence. */
export const closings: readonly string[] = [
  'please',
  'thanks|thank|thx you? so? very? much? in? advance?',
  'for me|us please?',
  'if possible',
  'if you can|could|would',
  'cheers',
  'pls|plz',
  'exactly',
  'help|assistance appreciated',
  'any help is? appreciated',
  'do you know',
]
