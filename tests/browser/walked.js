// Whether the walk came round to where it began, which of the elements that got the focus did not show it, and which of those
// that a person can see never got it.
const walked = window.walked;
const name = element => `${element.tagName.toLowerCase()}${element.id && `#${element.id}`} ${element.getAttribute('class') ?? ''} ${element.getAttribute('href') ?? element.name ?? ''}`;
const met = new Set(walked.map(({ element }) => element));
const isRadioBeside = element => element.type === 'radio'
  && [...document.getElementsByName(element.name)].some(other => other.form === element.form && met.has(other));
const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter(element => !element.disabled && element.tabIndex >= 0)
  .filter(element => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }));
return {
  visible: all.length,
  is_round: walked.length > 1 && walked.slice(1).some(({ element }) => element === walked[0].element),
  unseen: walked.filter(({ isSeen }) => !isSeen).map(({ element }) => name(element)),
  unmet: all.filter(element => !met.has(element) && !isRadioBeside(element)).map(name),
};
