-- Lmod. Lies as PREFIX/share/modulefiles/traversable/VERSION.lua of the installation that it is for, and finds it by that.
help([[The program traversable and the Python package of the same name.
    traversable --help
    python3 -c "import traversable; print(traversable.about())"]])
whatis("Name: traversable")
whatis("Version: " .. myModuleVersion())
whatis("Description: exact simulation of traversable-wormhole experiments on SYK-like models")

local prefix = myFileName()
for _ = 1, 4 do prefix = prefix:match("^(.*)/[^/]+$") end

conflict("traversable")
-- man finds PREFIX/share/man by the PATH.
prepend_path("PATH", pathJoin(prefix, "bin"))
-- Pages that the program has Python draw are drawn by this one, whichever is first on the PATH later.
local python = pathJoin(prefix, "bin/python3")
if isFile(python) then setenv("TRAVERSABLE_PYTHON", python) end
