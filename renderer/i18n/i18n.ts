import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'window'
    resources: { window: typeof en }
  }
}

/** Makes the window's translations. They can be used at once, because they are part of the bundle. */
export function createI18n(): i18n {
  const instance = createInstance()
  void instance.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'window',
    ns: ['window'],
    resources: { en: { window: en } },
    initAsync: false,
    // React escapes all text already.
    interpolation: { escapeValue: false },
  })
  return instance
}
