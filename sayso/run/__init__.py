"""Runs: from any number of files to a folder of parts, by processes of one machine or by a cluster; stopped and gone on with."""
