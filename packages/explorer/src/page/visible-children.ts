/**
 * Whatever the page shows may have text of others in it, so all text becomes visible on its way into an element: nothing
 * in it begins a line, hides, or reorders what stands around it. Imported for its effect, before anything is rendered.
 */

import { visibleText } from '@trellis/protocol';
import { type ComponentChildren, Fragment, options, type VNode } from 'preact';

/** Longer texts are cut. */
const charactersMax = 100_000;

/** What the browser shows, or reads out, of an element besides its children. */
const shownAttributes = ['title', 'aria-label', 'alt', 'placeholder'] as const;

const before = options.vnode;

options.vnode = (vnode: VNode<Record<string, unknown>>) => {
  before?.(vnode);
  if (typeof vnode.type !== 'string' && vnode.type !== Fragment) return;
  const { props, type } = vnode;
  const keepsLines = type === 'pre';
  if ('children' in props)
    props.children = visible(props.children as ComponentChildren, keepsLines);
  for (const name of shownAttributes) {
    const value = props[name];
    if (typeof value === 'string') props[name] = visibleText(value, charactersMax);
  }
};

function visible(children: ComponentChildren, keepsLines: boolean): ComponentChildren {
  if (Array.isArray(children)) return children.map((child) => visible(child, keepsLines));
  if (typeof children !== 'string') return children;
  const lines = keepsLines ? children.split('\n') : [children];
  return lines.map((line) => visibleText(line, charactersMax)).join('\n');
}
