"""One session of ftplib: passive|active host port user password folder action [remote [local]]."""

import ftplib
import os
import sys

mode, host, port, user, password, folder, action, *files = sys.argv[1:]

ftp = ftplib.FTP(timeout=60, encoding="utf-8")
ftp.connect(host, int(port))
ftp.set_pasv(mode == "passive")
ftp.login(user, password)
if folder:
    ftp.cwd(folder)

if action == "names":
    print("\n".join(ftp.nlst()))
elif action == "facts":
    for name, facts in ftp.mlsd():
        print(name, facts["type"], facts.get("size", ""))
elif action == "download":
    with open(files[1], "wb") as local:
        ftp.retrbinary("RETR " + files[0], local.write)
elif action == "resume-download":
    with open(files[1], "ab") as local:
        ftp.retrbinary("RETR " + files[0], local.write, rest=os.path.getsize(files[1]))
elif action == "upload":
    with open(files[1], "rb") as local:
        ftp.storbinary("STOR " + files[0], local)
elif action == "resume-upload":
    ftp.voidcmd("TYPE I")
    done = ftp.size(files[0])
    with open(files[1], "rb") as local:
        local.seek(done)
        ftp.storbinary("STOR " + files[0], local, rest=done)
else:
    sys.exit("unknown action " + action)

ftp.quit()
