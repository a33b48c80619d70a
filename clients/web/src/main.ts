/// Joins the parts: the address chooses a screen, and the screen gets what it needs.
import { mount } from 'svelte'
import './view/look/base.css'
import Root from './view/Root.svelte'
import { cleanWhatEnters } from './view/parts/entering'
import { language } from './view/words/language.svelte'

cleanWhatEnters(window)
document.documentElement.lang = language()
const place = document.getElementById('app')
if (place) mount(Root, { target: place })
