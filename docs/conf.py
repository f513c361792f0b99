"""The site, build/site/html: scripts/docs.sh builds it."""

import ast
import re
import types
from pathlib import Path

import traversable as tv

ROOT = Path(__file__).parents[1]

project = "traversable"
version = release = tv.__version__
copyright = "the authors of traversable, Apache-2.0"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx-mathjax-offline",
    "sphinx_design",
]
source_suffix = {".rst": "restructuredtext", ".md": "myst-nb"}
templates_path = ["_templates"]
exclude_patterns = ["_templates", "_static"]
nitpicky = True
smartquotes = False

# The pages of docs/ are read as plain Markdown too, and by pytest: what they need is anchors at headings.
myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_heading_anchors = 4

# A notebook is run again where its cells have changed, or the package (scripts/docs.sh); a cell that fails ends the build.
nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "build/site/notebooks")
nb_execution_timeout = 120
nb_execution_raise_on_error = True
nb_merge_streams = True

# A page a public module, from docs/api/index.md; docstrings are plain text with NumPy's sections.
autosummary_generate = True
autosummary_imported_members = True
autosummary_ignore_module_all = False
# Where the first page's names are described that belong to a module as well.
MODULES = {name: one for name in tv.__all__ if isinstance(one := getattr(tv, name), types.ModuleType)}
HOMES = {
    name: f"{place}.{name}"
    for place, module in MODULES.items()
    for name in module.__all__
    if name in tv.__all__ and getattr(tv, name) is getattr(module, name)
}
autosummary_context = {"homes": HOMES}
autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = "traversable"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "logo": {"text": "traversable"},
    "header_links_before_dropdown": 6,
    "show_toc_level": 2,
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}


def documented(place):
    """The full name under which the reference has a public object, None where it has none of that name."""
    owner, names = tv, place.split(".")
    for k, name in enumerate(names):
        known = owner.__all__ if isinstance(owner, types.ModuleType) else dir(owner)
        if name.startswith("_") or name not in known:
            return None
        owner = getattr(owner, name)
        if k == 0 and name in HOMES:
            names[0] = HOMES[name]
    return ".".join(["traversable", *names])


def link_or_code(text, described):
    """`text` in the docstring of `described`: a link to what is meant, from the nearest place on, else code."""
    places = described.split(".")[1:]
    nearest = [".".join([*places[:k], text]) for k in range(len(places), -1, -1)]
    found = filter(None, map(documented, [*nearest, text.removeprefix("traversable.")]))
    target = next(found, None)
    return f":py:obj:`{text} <{target}>`" if target else f"``{text}``"


def plain_text(app, what, name, obj, options, lines):
    """Docstrings are no markup of Sphinx's: bras, kets and moduli are themselves, and backticks are links or code."""
    example = False
    for k, line in enumerate(lines):
        example = line.lstrip().startswith(">>>") or (example and bool(line.strip()))
        if not example:
            quoted = re.split(r"(?<!`)`([^`]+)`(?!`)", line)
            quoted[::2] = (re.sub(r"(?<!\\)([|*])", r"\\\1", text) for text in quoted[::2])
            quoted[1::2] = (link_or_code(text, name) for text in quoted[1::2])
            lines[k] = "".join(quoted)


def links_out_of_docs(app, page, source):
    """A link to a file of the repository that is no page here: to the page that includes it, else its path."""

    def replaced(match):
        text, link = match.groups()
        target = (Path(app.srcdir, page).parent / link).resolve()
        if "://" in link or target.is_relative_to(app.srcdir) or not target.exists():
            return match[0]
        included = Path(app.srcdir, target.name.lower())
        back = "../" * page.count("/")
        return f"[{text}]({back}{included.name})" if included.exists() else f"{text} (`{target.relative_to(ROOT)}`)"

    source[0] = re.sub(r"\[([^]\[]*)\]\(([^)#\s]*)\)", replaced, source[0])


def without_types(app, what, name, obj, options, signature, return_annotation):
    """Of a compiled function, whose docstring begins with a signature: names and defaults, as of any other function."""
    try:
        function = ast.parse(f"def f{signature}: ...").body[0]
    except (SyntaxError, TypeError):
        return None
    arguments = function.args
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]:
        if argument is not None:
            argument.annotation = None
    if arguments.args and arguments.args[0].arg == "self":
        del arguments.args[0]
    return f"({ast.unparse(arguments)})", None


def setup(app):
    # Before numpydoc, which writes markup of its own.
    app.connect("autodoc-process-docstring", plain_text, priority=100)
    app.connect("autodoc-process-signature", without_types)
    app.connect("source-read", links_out_of_docs)
