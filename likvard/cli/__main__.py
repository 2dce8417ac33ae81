from likvard.cli import main

main(prog_name="likvard")
